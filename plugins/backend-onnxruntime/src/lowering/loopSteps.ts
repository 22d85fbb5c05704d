/** @file Many training steps as one ONNX model: the state stays on the device from one to the next. */
import type { OnnxModel, OnnxNode, OnnxValue } from '@convbench/formats';
import type { LoweredStep } from './lowerTrainingGraph.js';

/** Dimension of what each step has its own of. */
const STEPS = 'steps';

export interface LoopedSteps {
  readonly model: OnnxModel;
  /** Input with the number of steps, int64 []. */
  readonly count: string;
  /** Of an input of the step: the input that holds it for all steps, [steps, ...]. */
  readonly everyStep: (input: string) => string;
  /** Of the input of a state buffer: the inputs and outputs with its value before the first and after the last step. */
  readonly before: (input: string) => string;
  readonly after: (input: string) => string;
  /** Outputs, [steps]. */
  readonly losses: string;
  readonly corrects: string;
}

// ONNX forbids a name inside of a loop that is also one outside.
const everyStep = (input: string): string => `every/${input}`;
const before = (input: string): string => `before/${input}`;
const after = (input: string): string => `after/${input}`;
const [COUNT, INDEX, GOES_ON, GOES_ON_AGAIN] = ['count', 'index', 'goesOn', 'goesOnAgain'] as const;
const [LOSSES, CORRECTS] = ['losses', 'corrects'] as const;

/**
 * A Loop over the nodes of a step. A buffer that no step changes stays outside, as do the feeds of all steps, of which
 * every step gathers its own.
 */
export function loopSteps({ model, buffers, loss, correct }: LoweredStep): LoopedSteps {
  const changed = buffers.flatMap(({ input, output, shape }) =>
    output === undefined ? [] : [{ input, output, shape }],
  );
  const kept = new Set(changed.map(({ input }) => input));
  const unchanged = new Set(buffers.map(({ input }) => input).filter((input) => !kept.has(input)));
  const feeds = model.inputs.filter(({ name }) => !kept.has(name) && !unchanged.has(name));
  const float = (name: string, shape: OnnxValue['shape']): OnnxValue => ({
    name,
    type: 'float32',
    shape,
  });
  const body = {
    name: 'step',
    nodes: [
      ...feeds.map(({ name }): OnnxNode => ({
        opType: 'Gather',
        inputs: [everyStep(name), INDEX],
        outputs: [name],
        attributes: { axis: { int: 0 } },
      })),
      ...model.nodes,
      { opType: 'Identity', inputs: [GOES_ON], outputs: [GOES_ON_AGAIN] },
    ],
    inputs: [
      { name: INDEX, type: 'int64', shape: [] } as const,
      { name: GOES_ON, type: 'bool', shape: [] } as const,
      ...changed.map(({ input, shape }) => float(input, shape)),
    ],
    outputs: [
      { name: GOES_ON_AGAIN, type: 'bool', shape: [] } as const,
      ...changed.map(({ output, shape }) => float(output, shape)),
      float(loss, []),
      float(correct, []),
    ],
    initializers: model.initializers,
  };
  const loop: OnnxNode = {
    opType: 'Loop',
    name: 'steps',
    inputs: [COUNT, '', ...changed.map(({ input }) => before(input))],
    outputs: [...changed.map(({ input }) => after(input)), LOSSES, CORRECTS],
    attributes: { body: { graph: body } },
  };
  const { opsets } = model;
  return {
    model: {
      name: model.name,
      nodes: [loop],
      inputs: [
        { name: COUNT, type: 'int64', shape: [] },
        ...feeds.map((feed) => ({
          ...feed,
          name: everyStep(feed.name),
          shape: [STEPS, ...feed.shape],
        })),
        ...changed.map(({ input, shape }) => float(before(input), shape)),
        ...model.inputs.filter(({ name }) => unchanged.has(name)),
      ],
      outputs: [
        ...changed.map(({ input, shape }) => float(after(input), shape)),
        float(LOSSES, [STEPS]),
        float(CORRECTS, [STEPS]),
      ],
      initializers: [],
      ...(opsets && { opsets }),
    },
    count: COUNT,
    ...{ everyStep, before, after },
    losses: LOSSES,
    corrects: CORRECTS,
  };
}
