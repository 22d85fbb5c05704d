/** @file Runs a model that writes its results into arrays of the caller, and nowhere else. */
import type { OnnxModel } from '@convbench/formats';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

const STOPPER = 'stopper';

/**
 * The binding of onnxruntime-node copies every result into a new array, also those that onnxruntime has just written
 * into an array of the caller (`OrtValueToNapiValue` in its tensor_helper.cc, '// TODO: optimize memory'). For the
 * state of a training that is up to a third of a step, and as much garbage. It copies one result after the other and
 * gives up at the first that is no tensor. This adds one in front of all: an empty sequence.
 */
export function withoutCopies(model: OnnxModel): OnnxModel {
  return {
    ...model,
    nodes: [
      { opType: 'SequenceEmpty', name: STOPPER, inputs: [], outputs: [STOPPER] },
      ...model.nodes,
    ],
    outputs: [{ name: STOPPER }, ...model.outputs],
  };
}

/**
 * Runs a model and fills `outputs`. What the run returns is of no use: with a model `withoutCopies` it ends in an
 * error after everything is written. A version of the binding that returns sequences would copy again, and be right.
 */
export async function runInto(
  session: InferenceSession,
  feeds: Readonly<Record<string, Tensor>>,
  outputs: Readonly<Record<string, Tensor>>,
): Promise<void> {
  const stops = session.outputNames[0] === STOPPER;
  try {
    await session.run(feeds, stops ? { [STOPPER]: null, ...outputs } : outputs);
  } catch (cause) {
    if (!stops || !isStop(cause)) throw cause;
  }
}

function isStop(cause: unknown): boolean {
  return cause instanceof Error && cause.message.startsWith('Non tensor type');
}
