/** @file A training graph as one ONNX model of ordinary operators: one run is one training step. */
import type { OnnxModel } from '@convbench/formats';
import type { DropoutMask, TrainingGraph } from '@convbench/spec';
import { cutLinears } from '../passes/cutLinears.js';
import { joinNormalizations } from '../passes/joinNormalizations.js';
import { joinReluGradients } from '../passes/joinReluGradients.js';
import { joinSiblings } from '../passes/joinSiblings.js';
import { maskPooledGradients } from '../passes/maskPooledGradients.js';
import { LoweringContext } from './context.js';
import { declareState } from './update/declareState.js';
import { LABELS_INPUT, MIX_INPUTS } from './loss/loss.js';
import { isPlanar } from './maps.js';
import { lowerNode } from './operators.js';
import { DEFAULT_LOWERING, type LoweringOptions } from './options.js';
import type { StateBuffer } from './update/stateBuffers.js';
import { isUpdate } from './update/updateGroups.js';
import { lowerUpdate, type StepScalar } from './update/updates.js';

export interface LoweredStep {
  readonly model: OnnxModel;
  /** Input of the images, float32 [N, C, H, W]. */
  readonly images: string;
  /** Input of the labels, [N]. */
  readonly labels: string;
  /** Where images are mixed: inputs of the other labels, [N], and of the weight, float32 [1, 1]. */
  readonly mix?: { readonly labels: string; readonly weight: string };
  readonly labelType: 'int64' | 'float32';
  /** Inputs of the dropout masks, float32, by the mask's name. */
  readonly masks: readonly { readonly input: string; readonly mask: DropoutMask }[];
  readonly scalars: readonly StepScalar[];
  readonly buffers: readonly StateBuffer[];
  /** Outputs, scalars. */
  readonly loss: string;
  readonly correct: string;
}

/**
 * Activations are stored as [C, H, W, N]: a convolution of a batch is then one of a single wide image, which
 * onnxruntime computes near the peak of the machine for every size of map, and a 1x1 convolution is a plain matrix
 * product in all three directions. Graphics processors have fast kernels for [N, C, H, W] and keep that.
 */
export function lowerTrainingGraph(
  graph: TrainingGraph,
  options: LoweringOptions = DEFAULT_LOWERING,
): LoweredStep {
  const joined = [joinReluGradients, maskPooledGradients, joinNormalizations, joinSiblings].reduce(
    (rewritten, pass) => pass(rewritten),
    graph,
  );
  const { training, pieces } = cutLinears(joined, options);
  const context = new LoweringContext(training, options);
  const { build } = context;
  const images = build.input({
    name: 'images',
    type: 'float32',
    shape: context.shapeOf(training.images),
  });
  context.store(training.images, images, 'logical');
  const labelType = isPlanar(context) ? 'float32' : 'int64';
  build.input({ name: LABELS_INPUT, type: labelType, shape: [training.batchSize] });
  const mixInputs = training.mix && MIX_INPUTS;
  if (mixInputs) {
    build.input({ name: mixInputs.labels, type: labelType, shape: [training.batchSize] });
    build.input({ name: mixInputs.weight, type: 'float32', shape: [1, 1] });
  }
  const masks = training.dropoutMasks.map((mask, i) => {
    const input = build.input({ name: `mask${i}`, type: 'float32', shape: mask.shape });
    context.store(mask.name, input, 'logical');
    return { input, mask };
  });
  for (const { name, shape, values } of training.forward.constants)
    context.store(name, build.constant(`constant/${name}`, shape, values), 'logical');

  const { groups, unchanged } = declareState(training, context);
  for (const node of training.nodes) if (!isUpdate(node)) lowerNode(node, context);

  const scalars = new Map<string, StepScalar>();
  const scalarInput = (scalar: StepScalar): string => {
    if (!scalars.has(scalar.input))
      build.input({ name: scalar.input, type: 'float32', shape: [1, 1] });
    scalars.set(scalar.input, scalar);
    return scalar.input;
  };
  const scalarOutput = (name: string): string =>
    build.output(build.leaf('Reshape', [context.logical(name), build.ints([])]), []);
  const loss = scalarOutput(training.loss);
  const correct = scalarOutput(training.correct);
  const updated = groups.flatMap((group) => lowerUpdate(group, scalarInput, context));
  return {
    model: build.model(training.name),
    images,
    labels: LABELS_INPUT,
    ...(mixInputs && { mix: mixInputs }),
    labelType,
    masks,
    scalars: [...scalars.values()],
    buffers: [...updated, ...unchanged].map((buffer) => ({
      ...buffer,
      members: buffer.members.map((member) => ({ ...member, piece: pieces.get(member.name) })),
    })),
    loss,
    correct,
  };
}
