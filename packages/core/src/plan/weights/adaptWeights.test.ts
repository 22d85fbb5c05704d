import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import alexnet from '@convbench/arch-alexnet';
import googlenet from '@convbench/arch-googlenet';
import nin from '@convbench/arch-nin';
import resnest from '@convbench/arch-resnest';
import resnet from '@convbench/arch-resnet';
import vgg from '@convbench/arch-vgg';
import { graphBuilder } from '@convbench/graph';
import type { ArchitecturePlugin, Graph } from '@convbench/spec';
import { isUserError } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { loadReference } from '../../../../../test/support/reference.js';
import type { PluginSet } from '../plugins/types.js';
import { adaptWeights } from './adaptWeights.js';
import type { AdaptedWeights } from './adaptWeights.js';
import { fittingNetworks } from './fittingNetworks.js';
import { namingsOf } from './namings.js';
import { readTransfer } from './readTransfer.js';
import { readWeightFile } from './weightFile.js';
import type { NamedTensor } from './namedTensor.js';
import type { WeightFile } from './weightFile.js';

const cases = fileURLToPath(new URL('../../../../../test/fixtures/cases/', import.meta.url));
const expected = (id: string) => JSON.parse(readFileSync(`${cases}${id}/expected.json`, 'utf8'));
const read = (path: string) => readWeightFile(`${cases}${path}`, path);

/** The network that the files of the cases belong to: conv 2 -> 4 of 3x3, bn, fc. */
function small({
  classes = 2,
  features = 4,
  channels = 3,
  kernel = [1, 1] as readonly [number, number],
} = {}): Graph {
  const b = graphBuilder({ name: 'small', channels, height: 4, width: 4 });
  const x = b.batchNorm('bn', b.conv('conv', b.input, { channels: features, kernel, bias: false }));
  const y = b.flatten('flat', b.globalAveragePool('pool', x));
  return b.build(b.linear('fc', y, { features: classes }));
}
const names = { source: 'somebody', layers: ['conv', 'bn', 'fc'] };
const plugin = { checkpoints: () => [names] } as Pick<ArchitecturePlugin, 'checkpoints'>;

function adapt(file: WeightFile, graph: Graph, fitting: readonly string[] = []): AdaptedWeights {
  const namings = namingsOf(graph, plugin, 'small');
  return adaptWeights(file, { graph, namings, id: 'small', fitting: () => fitting });
}

function refusal(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (isUserError(error)) return `${error.problem} ${error.remedy}`;
    throw error;
  }
  throw new Error('It was accepted.');
}

const tensor = (shape: readonly number[], first = 0): NamedTensor => ({
  shape,
  data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => first + i),
});
const fileOf = (tensors: Readonly<Record<string, NamedTensor>>): WeightFile => ({
  origin: 'made.safetensors',
  format: 'safetensors',
  sha256: '0',
  tensors: new Map(Object.entries(tensors)),
  notes: [],
});
const whole = (classes = 2) => ({
  'conv.weight': tensor([4, 3, 1, 1]),
  'bn.weight': tensor([4], 10),
  'bn.bias': tensor([4], 20),
  'bn.running_mean': tensor([4], 30),
  'bn.running_var': tensor([4], 40),
  'fc.weight': tensor([classes, 4]),
  'fc.bias': tensor([classes]),
});

/** The shapes of a file tell what network it is of. */
function graphOf(file: WeightFile): Graph {
  const shapes = new Map(
    [...file.tensors].map(([key, { shape }]) => [key.replace(/^module\./, ''), shape]),
  );
  const [features = 0, channels = 0, high = 0, wide = 0] = shapes.get('conv.weight') ?? [];
  const [classes = 2] = shapes.get('fc.weight') ?? [];
  return small({ features, channels, kernel: [high, wide], classes });
}

describe('names and sets', () => {
  it('of a distributed run lose their prefix, and the trained set is taken before its average (W01)', async () => {
    const file = await read('W01/checkpoint_ddp_ema.pth');
    const { values, notes, naming } = adapt(file, graphOf(file));
    const { sum_conv_plain, keys_after_normalising } = expected('W01');
    const conv = [...values].find(([name]) => name === 'conv.weight')?.[1];
    expect(conv?.reduce((a, b) => a + b, 0)).toBe(sum_conv_plain);
    // One of the eight keys is the counter of batches.
    expect([...naming.names.values()].sort()).toEqual(
      keys_after_normalising.filter((key: string) => !key.includes('num_batches')).sort(),
    );
    expect(notes.join(' ')).toMatch(/sets of weights in the file, 'state_dict' was taken.*ema/);
    expect(notes.join(' ')).toContain("'module.' was taken away");
  });

  it('that all differ are an error, not a random start (W01)', () => {
    const other = fileOf({ 'a.weight': tensor([1]), 'b.weight': tensor([1]) });
    expect(refusal(() => adapt(other, small(), ['other-net']))).toMatch(
      /none of its keys.*a\.weight, b\.weight; wanted are such as conv\.weight.*They fit other-net/,
    );
  });

  it('without counters of batches are complete, without a variance not (W02)', async () => {
    const old = await read('W02/no_num_batches_tracked.safetensors');
    const { values, notes } = adapt(old, graphOf(old));
    expect(values.size).toBe(7);
    expect(notes).toEqual([]);
    const broken = await read('W02/no_running_var.safetensors');
    expect(refusal(() => adapt(broken, graphOf(broken)))).toMatch(/lacks 1 of 7.*bn\.running_var/);
  });

  it.each(['legacy.pth', 'zip.pth', 'protocol4.pth', 'zip.pth.gz'])(
    'are the same in every format (W05): %s',
    async (name) => {
      const file = await read(`W05/${name}`);
      expect(file.format).toBe('pytorch');
      const { values } = adapt(file, graphOf(file));
      expect(values.get('conv.weight')?.reduce((a, b) => a + b, 0)).toBe(expected('W05').sum_conv);
    },
  );
});

describe('shapes', () => {
  it('that clash are named on both sides, with the network that fits (W10)', () => {
    const clashing = fileOf({ ...whole(), 'conv.weight': tensor([4, 3, 3, 3]) });
    expect(refusal(() => adapt(clashing, small(), ['googlenet-torchvision']))).toMatch(
      /'conv\.weight' is \[4, 3, 3, 3\] in the file, and \[4, 3, 1, 1\] in the network.*They fit googlenet-torchvision/,
    );
  });

  it('lose axes of length 1 only, and that is said (W11)', async () => {
    const { tensors } = await read('W11/bn_1xC.safetensors');
    const file = fileOf({ ...whole(), ...Object.fromEntries(tensors) });
    const { values, notes } = adapt(file, small());
    expect([...(values.get('bn.runningMean') ?? [])]).toEqual(expected('W11').running_mean);
    expect(notes.join()).toMatch(/Axes of length 1 were taken away of 4 tensors/);
    const eight = small({ features: 8 });
    const folded = fileOf({
      ...whole(),
      'conv.weight': tensor([8, 3, 1, 1]),
      'bn.weight': tensor([2, 4]),
      'fc.weight': tensor([2, 8]),
    });
    expect(refusal(() => adapt(folded, eight))).toMatch(/'bn\.weight' is \[2, 4\].*\[8\]/);
  });

  it('of a head for other classes are replaced, and nothing else is', () => {
    const { values, replaced, notes } = adapt(fileOf(whole(1000)), small());
    expect(replaced).toEqual(['fc.weight', 'fc.bias']);
    expect(values.size).toBe(5);
    expect(notes).toEqual([
      'The file tells another number of classes apart: the head starts anew (fc.weight, fc.bias).',
    ]);
  });
});

it('refuses tensors that have no place, as of a deeper network', () => {
  const deeper = fileOf({ ...whole(), 'conv2.weight': tensor([4, 4, 1, 1]) });
  expect(refusal(() => adapt(deeper, small(), ['deeper']))).toMatch(
    /1 of its tensors have no place in the network: conv2\.weight\. They fit deeper/,
  );
});

const zoo: readonly ArchitecturePlugin[] = [nin, vgg, alexnet, resnet, resnest, googlenet];
const plugins = {
  architectures: zoo.map((each) => ({ plugin: each })),
} as unknown as PluginSet;

/** Weights without values: shapes are all that matters here, and VGG's values take half a gigabyte. */
function referenceFile(reference: string, head = 1000): WeightFile {
  const tensors = loadReference(reference).stateDict.map(([name, shape]): [string, NamedTensor] => {
    const asked = shape[0] === 1000 ? [head, ...shape.slice(1)] : shape;
    const length = asked.reduce((product, size) => product * size, 1);
    return [name, { shape: asked, data: { length } as Float32Array }];
  });
  return { ...fileOf({}), tensors: new Map(tensors) };
}

const published = [
  ['nin-imagenet', 'caffe_nin_imagenet', 'Caffe'],
  ['vgg11', 'torchvision_vgg11', 'torchvision'],
  ['vgg13', 'torchvision_vgg13', 'torchvision'],
  ['vgg16', 'torchvision_vgg16', 'torchvision'],
  ['vgg19', 'torchvision_vgg19', 'torchvision'],
  ['vgg11-bn', 'torchvision_vgg11_bn', 'torchvision'],
  ['vgg13-bn', 'torchvision_vgg13_bn', 'torchvision'],
  ['vgg16-bn', 'torchvision_vgg16_bn', 'torchvision'],
  ['vgg19-bn', 'torchvision_vgg19_bn', 'torchvision'],
  ['alexnet', 'torchvision_alexnet', 'torchvision'],
  ['alexnet-caffe', 'caffe_bvlc_alexnet', 'Caffe'],
  ['resnet18', 'torchvision_resnet18', 'torchvision'],
  ['resnet34', 'torchvision_resnet34', 'torchvision'],
  ['resnet50', 'torchvision_resnet50', 'torchvision'],
  ['resnest14d', 'timm_resnest14d', 'timm'],
  ['resnest26d', 'timm_resnest26d', 'timm'],
  ['resnest50d', 'timm_resnest50d', 'timm'],
  ['googlenet-v1', 'caffe_bvlc_googlenet', 'Caffe'],
  ['googlenet-torchvision', 'torchvision_googlenet', 'torchvision'],
  ['googlenet-v2', 'cadene_bninception', 'Cadene'],
  ['googlenet-v3', 'torchvision_inception_v3', 'torchvision'],
  ['googlenet-v3', 'timm_inception_v3', 'torchvision'],
  ['googlenet-v4', 'timm_inception_v4', 'timm'],
  ['inception-resnet-v2', 'timm_inception_resnet_v2', 'timm'],
] as const;

function built(id: string, options: Record<string, unknown>) {
  const found = zoo.find(({ variants }) => variants.some((variant) => variant.id === id));
  if (found === undefined) throw new Error(`There is no ${id}.`);
  const inputSize = found.variants.find((variant) => variant.id === id)?.published?.[0]?.options[
    'inputSize'
  ];
  const graph = found.build(id, found.options.parse({ classes: 1000, inputSize, ...options }));
  return { found, graph };
}

describe.each(published)('published weights of %s (%s)', (id, reference, source) => {
  it('have a value for every parameter, under the right name and in the right shape', () => {
    const { found, graph } = built(id, {});
    const { values, naming, replaced, dropped } = adaptWeights(referenceFile(reference), {
      graph,
      namings: namingsOf(graph, found, id),
      id,
      fitting: () => [],
    });
    expect(naming.source).toBe(source);
    expect([replaced, dropped]).toEqual([[], []]);
    expect([...values.keys()]).toEqual(graph.parameters.map(({ name }) => name));
    // By order, which the logits of the references prove.
    const inOrder = loadReference(reference).stateDict.filter(([, , role]) => role !== 'counter');
    expect([...naming.names.values()]).toEqual(inOrder.map(([name]) => name));
  });

  it('lose their head where there are other classes', () => {
    const { found, graph } = built(id, { classes: 7 });
    const { values, replaced } = adaptWeights(referenceFile(reference), {
      graph,
      namings: namingsOf(graph, found, id),
      id,
      fitting: () => [],
    });
    expect(replaced).toHaveLength(2);
    expect(values.size).toBe(graph.parameters.length - 2);
  });
});

it('finds the networks that a file fits, whatever its classes', () => {
  const fits = (reference: string, head?: number) =>
    fittingNetworks(plugins, referenceFile(reference, head).tensors);
  expect(fits('torchvision_googlenet')).toEqual(['googlenet-torchvision']);
  expect(fits('torchvision_resnet34', 5)).toEqual(['resnet34']);
  expect(fits('torchvision_vgg16')).toContain('vgg16');
  expect(fittingNetworks(plugins, new Map([['x.weight', tensor([1])]]))).toEqual([]);
});

describe('weights of torchvision that transform their input (W08)', () => {
  const { found, graph } = built('googlenet-torchvision', { classes: 7 });
  const withHeads = fileOf(
    Object.fromEntries([
      ...referenceFile('torchvision_googlenet').tensors,
      ['aux1.fc1.weight', tensor([2, 2])],
      ['aux2.fc2.bias', tensor([2])],
    ]),
  );
  const transfer = (normalization: { mean: number[]; standardDeviation: number[] }) =>
    readTransfer({
      file: withHeads,
      graph,
      architecture: found,
      id: 'googlenet-torchvision',
      start: { scheme: 'he', seed: 1 },
      normalization,
    }).transfer;

  it('say so, and which images they want', () => {
    const imagenet = { mean: [0.485, 0.456, 0.406], standardDeviation: [0.229, 0.224, 0.225] };
    const notes = transfer(imagenet).notes.join(' ');
    expect(notes).toContain('transform_input');
    expect(notes).toMatch(/mean 0\.5 0\.5 0\.5.*here they have mean 0\.485.*torchvision-inception/);
    const right = transfer({ mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] });
    expect(right.notes.join(' ')).not.toContain('here they have');
    // One red pixel of 1.0: what the network sees.
    expect((1 - 0.5) / 0.5).toBe(1);
  });

  it('lose their auxiliary heads with one line (W10)', () => {
    const { dropped, notes } = transfer({ mean: [0.5], standardDeviation: [0.5] });
    expect(dropped).toEqual(['aux1.fc1.weight', 'aux2.fc2.bias']);
    expect(notes.filter((note) => note.includes('aux1'))).toEqual([
      '2 tensors of layers that only training uses were left out: aux1, aux2.',
    ]);
  });
});
