/**
 * The small networks of the training fixtures. Layers are called as in the fixtures' state dicts.
 */
import { graphBuilder, type GraphBuilder, type Value } from '@convbench/graph';
import type { Graph, Parameter } from '@convbench/spec';
import { fill, type FillerRole } from './filler.js';

type InputShape = readonly [channels: number, height: number, width: number];

const CLASSES = 10;
const LRN_LARGE = { size: 3, alpha: 0.6, beta: 0.5, bias: 2 };
const LRN_CAFFE = { size: 5, alpha: 1e-4, beta: 0.75, bias: 1 };

function network(
  name: string,
  [channels, height, width]: InputShape,
  layers: (builder: GraphBuilder) => Value | readonly [Value, ...Value[]],
): Graph {
  const builder = graphBuilder({ name, channels, height, width });
  return builder.build(layers(builder));
}

/** Convolution and linear layers that name their own ReLU. */
function unit(b: GraphBuilder, name: string, x: Value, channels: number, kernel: number): Value {
  return b.relu(`${name}_relu`, b.conv(name, x, { channels, kernel, pad: (kernel - 1) / 2 }));
}

interface NormalizedOptions {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly pad?: number;
  readonly groups?: number;
  readonly epsilon: number;
  /** Default: `<name>_bn`. */
  readonly norm?: string;
}

/** Convolution without bias, then batch normalisation. */
function normalized(b: GraphBuilder, name: string, x: Value, options: NormalizedOptions): Value {
  const { channels, kernel, stride = 1, pad = (kernel - 1) / 2, groups = 1, epsilon } = options;
  const y = b.conv(name, x, { channels, kernel, stride, pad, groups, bias: false });
  return b.batchNorm(options.norm ?? `${name}_bn`, y, { epsilon });
}

/** Mean over the map, then the class scores. */
function classify(b: GraphBuilder, x: Value): Value {
  const mean = b.flatten('flatten', b.globalAveragePool('mean', x));
  return b.linear('fc', mean, { features: CLASSES });
}

function aPlain(): Graph {
  return network('a_plain', [1, 10, 10], (b) => {
    const x = b.maxPool('pool', unit(b, 'conv', b.input, 6, 3), { kernel: 2, stride: 2 });
    return b.linear('fc', b.flatten('flatten', x), { features: CLASSES });
  });
}

function bOverlapPool(): Graph {
  return network('b_overlap_pool', [3, 14, 14], (b) => {
    const pool = { kernel: 3, stride: 2, ceilMode: true };
    let x = b.maxPool('pool1', unit(b, 'conv1', b.input, 6, 5), pool);
    x = b.conv('conv2', x, { channels: 8, kernel: 3, stride: 2, pad: 1 });
    x = b.maxPool('pool2', b.relu('conv2_relu', x), pool);
    return b.linear('fc', b.flatten('flatten', x), { features: CLASSES });
  });
}

function inceptionBlock(
  b: GraphBuilder,
  x: Value,
  layer: (name: string, x: Value, channels: number, kernel: number) => Value,
): Value {
  const pooled = b.maxPool('p4_1', x, { kernel: 3, stride: 1, pad: 1 });
  return b.concat('concat', [
    layer('p1_1', x, 4, 1),
    layer('p2_2', layer('p2_1', x, 4, 1), 6, 3),
    layer('p3_2', layer('p3_1', x, 2, 1), 4, 5),
    layer('p4_2', pooled, 4, 1),
  ]);
}

function cInception(): Graph {
  return network('c_inception', [1, 16, 16], (b) => {
    const pool = { kernel: 3, stride: 2, pad: 1 };
    const x = b.maxPool('pool', unit(b, 'stem', b.input, 6, 3), pool);
    return classify(
      b,
      inceptionBlock(b, x, (...layer) => unit(b, ...layer)),
    );
  });
}

function cInceptionBn(): Graph {
  return network('c_inception_bn', [1, 16, 16], (b) => {
    const layer = (name: string, x: Value, channels: number, kernel: number): Value =>
      b.relu(`${name}_relu`, normalized(b, name, x, { channels, kernel, epsilon: 1e-3 }));
    const x = b.maxPool('pool', layer('stem', b.input, 6, 3), { kernel: 2, stride: 2 });
    return classify(b, inceptionBlock(b, x, layer));
  });
}

function dLrn(): Graph {
  return network('d_lrn', [3, 8, 8], (b) => {
    let x = b.lrn('lrn1', unit(b, 'conv1', b.input, 10, 3), LRN_CAFFE);
    x = b.maxPool('pool', x, { kernel: 3, stride: 2, ceilMode: true });
    x = b.lrn('lrn2', unit(b, 'conv2', x, 12, 3), LRN_LARGE);
    return b.linear('fc', b.flatten('flatten', x), { features: CLASSES });
  });
}

function eResidual(): Graph {
  return network('e_residual', [3, 8, 8], (b) => {
    const layer = (
      name: string,
      norm: string,
      x: Value,
      channels: number,
      kernel = 3,
      stride = 1,
    ): Value => normalized(b, name, x, { channels, kernel, stride, norm, epsilon: 1e-5 });
    const relu = (name: string, x: Value): Value => b.relu(`${name}_relu`, x);
    let x = relu('bn1', layer('conv1', 'bn1', b.input, 6));
    let y = relu('a_bn1', layer('a_conv1', 'a_bn1', x, 6));
    x = relu('a', b.add('a_add', layer('a_conv2', 'a_bn2', y, 6), x));
    y = relu('b_bn1', layer('b_conv1', 'b_bn1', x, 10, 3, 2));
    const shortcut = layer('down', 'down_bn', x, 10, 1, 2);
    x = relu('b', b.add('b_add', layer('b_conv2', 'b_bn2', y, 10), shortcut));
    return classify(b, x);
  });
}

function fFactorised(): Graph {
  return network('f_factorised', [3, 9, 7], (b) => {
    const layer = (name: string, x: Value, channels: number, height: number, width: number) => {
      const pad = [(height - 1) / 2, (width - 1) / 2] as const;
      return b.relu(`${name}_relu`, b.conv(name, x, { channels, kernel: [height, width], pad }));
    };
    const pool = { kernel: 3, stride: 1, pad: 1 };
    const x = layer('stem', b.input, 8, 3, 3);
    const a = layer('a_7x1', layer('a_1x7', layer('a_1x1', x, 4, 1, 1), 6, 1, 7), 6, 7, 1);
    const split = layer('b_1x1', x, 6, 1, 1);
    const counted = b.averagePool('c_pool', x, { ...pool, countIncludePad: true });
    const uncounted = b.averagePool('d_pool', x, { ...pool, countIncludePad: false });
    return classify(
      b,
      b.concat('concat', [
        a,
        b.concat('b', [layer('b_1x3', split, 4, 1, 3), layer('b_3x1', split, 4, 3, 1)]),
        layer('c_1x1', counted, 4, 1, 1),
        layer('d_1x1', uncounted, 4, 1, 1),
      ]),
    );
  });
}

function gSplitAttention(): Graph {
  return network('g_split_attention', [3, 9, 9], (b) => {
    const epsilon = 1e-5;
    const layer = (name: string, norm: string, x: Value, channels: number, kernel: number) =>
      normalized(b, name, x, { channels, kernel, norm, epsilon });
    const x = b.relu('relu1', layer('stem', 'bn1', b.input, 8, 3));
    let s = b.relu('relu2', layer('reduce', 'bn2', x, 8, 1));
    s = normalized(b, 'split', s, { channels: 16, kernel: 3, groups: 2, norm: 'bn3', epsilon });
    const halves = b.split('halves', b.relu('relu3', s), [8, 8]);
    const [s0, s1] = halves as [Value, Value];
    let g = b.globalAveragePool('gap', b.add('radixSum', s0, s1));
    g = b.batchNorm('bn4', b.conv('fc1', g, { channels: 8, kernel: 1 }), { epsilon });
    g = b.conv('fc2', b.relu('relu4', g), { channels: 16, kernel: 1 });
    const attention = b.softmax('attention', b.reshape('byRadix', g, [0, 2, 8]), 1);
    const [w0, w1] = b
      .split('weights', attention, [1, 1], 1)
      .map((w, r) => b.reshape(`weights${r}`, w, [0, 8, 1, 1])) as [Value, Value];
    s = b.add('attended', b.mul('attended0', w0, s0), b.mul('attended1', w1, s1));
    s = b.averagePool('down', s, { kernel: 3, stride: 2, pad: 1, countIncludePad: true });
    s = layer('expand', 'bn5', s, 16, 1);
    const pool = { kernel: 2, stride: 2, ceilMode: true, countIncludePad: false };
    const k = layer('short', 'bn6', b.averagePool('shortcut', x, pool), 16, 1);
    return classify(b, b.relu('relu5', b.add('sum', s, k)));
  });
}

function hSideHeads(): Graph {
  return network('h_side_heads', [3, 16, 16], (b) => {
    const head = (name: string, x: Value): Value => {
      const pool = { kernel: 5, stride: 3, countIncludePad: true };
      const y = unit(b, `${name}_conv`, b.averagePool(`${name}_pool`, x, pool), 6, 1);
      const flat = b.flatten(`${name}_flatten`, y);
      const hidden = b.relu(`${name}_relu`, b.linear(`${name}_fc1`, flat, { features: 12 }));
      return b.linear(`${name}_fc2`, hidden, { features: CLASSES });
    };
    const halve = { kernel: 2, stride: 2 };
    let x = b.maxPool('pool1', unit(b, 'conv1', b.input, 8, 3), halve);
    x = unit(b, 'conv2', x, 10, 3);
    const first = head('aux1', x);
    x = unit(b, 'conv3', x, 12, 3);
    const second = head('aux2', x);
    x = unit(b, 'conv4', b.maxPool('pool2', x, halve), 16, 3);
    return [classify(b, x), first, second];
  });
}

function iScaledResidual(): Graph {
  return network('i_scaled_residual', [3, 9, 9], (b) => {
    const layer = (name: string, norm: string, x: Value, channels: number, kernel: number) =>
      b.relu(`${norm}_relu`, normalized(b, name, x, { channels, kernel, norm, epsilon: 1e-3 }));
    let x = layer('stem', 'bn1', b.input, 8, 3);
    const r = b.concat('branches', [
      layer('a', 'bn2', x, 4, 1),
      layer('c', 'bn4', layer('b', 'bn3', x, 4, 1), 6, 3),
    ]);
    const scale = b.constant('scale', [], Float32Array.of(0.17));
    const residual = b.mul('scaled', b.conv('up', r, { channels: 8, kernel: 1 }), scale);
    x = b.relu('residual_relu', b.add('residual', x, residual));
    const d = normalized(b, 'd', x, {
      channels: 6,
      kernel: 3,
      stride: 2,
      pad: 0,
      norm: 'bn5',
      epsilon: 1e-3,
    });
    const pooled = b.maxPool('pool', x, { kernel: 3, stride: 2 });
    return classify(b, b.concat('reduction', [pooled, b.relu('bn5_relu', d)]));
  });
}

const RELU6 = { min: 0, max: 6 };
const HARD_SIGMOID = { alpha: 1 / 6, beta: 0.5 };

type Activation = (name: string, x: Value) => Value;
type Layer = (
  name: string,
  norm: string,
  x: Value,
  channels: number,
  options?: { readonly kernel?: number; readonly stride?: number; readonly groups?: number },
) => Value;

/** Convolutions with their batch normalisation, as the networks for telephones are made of. */
function normalizedLayers(b: GraphBuilder, epsilon: number): Layer {
  return (name, norm, x, channels, { kernel = 1, stride = 1, groups = 1 } = {}) =>
    normalized(b, name, x, { channels, kernel, stride, groups, norm, epsilon });
}

/** Squeeze and excite: y times a weight for each channel, made of the means of all. */
function squeezeExcite(
  b: GraphBuilder,
  name: string,
  y: Value,
  squeezed: number,
  inner: Activation,
  gate: Activation,
): Value {
  const mean = b.globalAveragePool(`${name}_mean`, y);
  const fc1 = b.conv(`${name}_fc1`, mean, { channels: squeezed, kernel: 1 });
  const channels = y.shape[1] ?? 0;
  const fc2 = b.conv(`${name}_fc2`, inner(`${name}_inner`, fc1), { channels, kernel: 1 });
  return b.mul(`${name}_excited`, y, gate(`${name}_gate`, fc2));
}

function jDepthwiseRelu6(): Graph {
  return network('j_depthwise_relu6', [3, 9, 9], (b) => {
    const layer = normalizedLayers(b, 1e-5);
    const relu6: Activation = (name, x) => b.clip(`${name}_relu6`, x, RELU6);
    let x = relu6('stem', b.conv('stem', b.input, { channels: 6, kernel: 3, pad: 1 }));
    let y = relu6('a_bn1', layer('a_expand', 'a_bn1', x, 18));
    y = relu6('a_bn2', layer('a_depth', 'a_bn2', y, 18, { kernel: 3, groups: 18 }));
    x = b.add('a', x, layer('a_project', 'a_bn3', y, 6));
    y = relu6('b_bn1', layer('b_expand', 'b_bn1', x, 18));
    y = relu6('b_bn2', layer('b_depth', 'b_bn2', y, 18, { kernel: 3, stride: 2, groups: 18 }));
    x = layer('b_project', 'b_bn3', y, 10);
    return classify(b, relu6('head', layer('head', 'head_bn', x, 16)));
  });
}

function kSqueezeExcite(): Graph {
  return network('k_squeeze_excite', [3, 8, 8], (b) => {
    const layer = normalizedLayers(b, 1e-5);
    const relu: Activation = (name, x) => b.relu(`${name}_relu`, x);
    const hardSigmoid: Activation = (name, x) => b.hardSigmoid(name, x, HARD_SIGMOID);
    const hardSwish: Activation = (name, x) =>
      b.mul(`${name}_swish`, x, hardSigmoid(`${name}_share`, x));
    const excite = (name: string, y: Value, squeezed: number): Value =>
      squeezeExcite(b, name, y, squeezed, relu, hardSigmoid);
    let x = hardSwish('bn1', layer('stem', 'bn1', b.input, 6, { kernel: 3 }));
    let y = hardSwish('a_bn1', layer('a_expand', 'a_bn1', x, 16));
    y = hardSwish('a_bn2', layer('a_depth', 'a_bn2', y, 16, { kernel: 5, groups: 16 }));
    x = b.add('a', x, layer('a_project', 'a_bn3', excite('a', y, 4), 6));
    y = relu('b_bn1', layer('b_expand', 'b_bn1', x, 16));
    y = relu('b_bn2', layer('b_depth', 'b_bn2', y, 16, { kernel: 3, stride: 2, groups: 16 }));
    x = layer('b_project', 'b_bn3', excite('b', y, 8), 10);
    x = hardSwish('head', layer('head', 'head_bn', x, 16));
    const mean = b.flatten('flatten', b.globalAveragePool('mean', x));
    const hidden = hardSwish('fc1', b.linear('fc1', mean, { features: 20 }));
    return b.linear('fc2', hidden, { features: CLASSES });
  });
}

function lSiluSe(): Graph {
  return network('l_silu_se', [3, 9, 9], (b) => {
    const layer = normalizedLayers(b, 1e-3);
    const sigmoid: Activation = (name, x) => b.sigmoid(name, x);
    const silu: Activation = (name, x) => b.mul(`${name}_silu`, x, sigmoid(`${name}_share`, x));
    const excite = (name: string, y: Value, squeezed: number): Value =>
      squeezeExcite(b, name, y, squeezed, silu, sigmoid);
    let x = silu('bn1', layer('stem', 'bn1', b.input, 8, { kernel: 3 }));
    let y = silu('a_bn1', layer('a_depth', 'a_bn1', x, 8, { kernel: 3, groups: 8 }));
    x = b.add('a', x, layer('a_project', 'a_bn2', excite('a', y, 4), 8));
    y = silu('b_bn1', layer('b_expand', 'b_bn1', x, 24));
    y = silu('b_bn2', layer('b_depth', 'b_bn2', y, 24, { kernel: 5, stride: 2, groups: 24 }));
    x = layer('b_project', 'b_bn3', excite('b', y, 2), 12);
    return classify(b, silu('head', layer('head', 'head_bn', x, 20)));
  });
}

/** By the name of the fixture. */
export const trainingNets = {
  a_plain: aPlain,
  b_overlap_pool: bOverlapPool,
  c_inception: cInception,
  c_inception_bn: cInceptionBn,
  d_lrn: dLrn,
  e_residual: eResidual,
  f_factorised: fFactorised,
  g_split_attention: gSplitAttention,
  h_side_heads: hSideHeads,
  i_scaled_residual: iScaledResidual,
  j_depthwise_relu6: jDepthwiseRelu6,
  k_squeeze_excite: kSqueezeExcite,
  l_silu_se: lSiluSe,
} as const satisfies Record<string, () => Graph>;

export type TrainingNetName = keyof typeof trainingNets;

/**
 * Those that are trained on a software adapter of WebGPU, where a shader is compiled for each shape, so that they are
 * few. Among them is every operator.
 */
export const WEBGPU_NETS = [
  'b_overlap_pool',
  'd_lrn',
  'e_residual',
  'f_factorised',
  'g_split_attention',
  'h_side_heads',
] as const satisfies readonly TrainingNetName[];

const torchSuffix = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  runningMean: 'running_mean',
  runningVariance: 'running_var',
} as const;

const fillerRole = {
  weight: 'weight',
  bias: 'bias',
  gamma: 'gamma',
  beta: 'beta',
  runningMean: 'mean',
  runningVariance: 'var',
} as const satisfies Record<Parameter['role'], FillerRole>;

/** What PyTorch's state dict calls a parameter of one of these networks. */
export function torchName({ name, role }: Parameter): string {
  return `${name.slice(0, name.lastIndexOf('.'))}.${torchSuffix[role]}`;
}

/** The start of the fixtures' trainings: parameters filled under their PyTorch names, weights times the gain. */
export function fixtureWeights(graph: Graph, gain = 1): Map<string, Float32Array> {
  return new Map(
    graph.parameters.map((parameter) => [
      parameter.name,
      fill(torchName(parameter), parameter.shape, fillerRole[parameter.role], { gain }),
    ]),
  );
}
