import type { Graph } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { WindowDoesNotFitError } from './operators/checks.js';

/** No published network needs more: the search for a size that works ends there. */
const LARGEST_TRIED = 1024;

/**
 * `build(inputSize)`; where a window of the network does not fit, throws a `UserError` of `room` that names the
 * smallest size (height = width, in pixels) that works.
 */
export function buildForInputSize(
  room: string,
  title: string,
  inputSize: number,
  build: (inputSize: number) => Graph,
): Graph {
  try {
    return build(inputSize);
  } catch (error) {
    if (!(error instanceof WindowDoesNotFitError)) throw error;
    const smallest = smallestInputSize(build, inputSize + 1);
    if (smallest === undefined) throw error;
    throw new UserError(
      room,
      `${title} cannot take images of ${inputSize}x${inputSize} pixels: ${error.problem}`,
      `Set inputSize to ${smallest} or more.`,
      { cause: error },
    );
  }
}

function smallestInputSize(build: (inputSize: number) => Graph, from: number): number | undefined {
  for (let size = from; size <= LARGEST_TRIED; size++) {
    try {
      build(size);
      return size;
    } catch (error) {
      if (!(error instanceof WindowDoesNotFitError)) throw error;
    }
  }
  return undefined;
}
