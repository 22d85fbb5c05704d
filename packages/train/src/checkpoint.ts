import { decodeSafetensors, encodeSafetensors } from '@convbench/formats/safetensors';
import {
  epochPointSchema,
  trainingRecordSchema,
  UserError,
  z,
  type Weights,
} from '@convbench/spec';
import type { EpochState } from './epochLog.js';
import type { CurveState } from './learningCurve.js';

/** A training between two steps: all that it needs to go on. */
export interface Checkpoint extends CurveState, EpochState {
  /** Steps taken. */
  readonly step: number;
  readonly imagesSeen: number;
  /** Seconds of training so far. */
  readonly elapsedSeconds: number;
  /** Steps in a row whose loss was that of a training that diverges. */
  readonly highLossSteps: number;
  /** Parameters, running statistics and optimizer slots, as `Trainer.state` gives them. */
  readonly state: Weights;
  /** Weights of the best epoch so far, where they are to be kept. */
  readonly best?: Weights | undefined;
}

/** Raised whenever a training that goes on from an older one would take another course. */
const FORMAT = 'convbench-checkpoint-2';
const STATE = 'state:';
const BEST = 'best:';

const pendingSchema = z.object({
  steps: z.int().min(0),
  lossSum: z.number(),
  correct: z.number(),
});

const progressSchema = z.object({
  step: z.int().min(0),
  imagesSeen: z.int().min(0),
  elapsedSeconds: z.number().min(0),
  highLossSteps: z.int().min(0),
  curve: trainingRecordSchema.options[0].shape.curve,
  pending: pendingSchema,
  epochs: z.array(epochPointSchema),
  pendingEpoch: pendingSchema,
});

/** A checkpoint as a safetensors file: flat tensors, progress as JSON in the metadata. */
export function encodeCheckpoint({
  state,
  best,
  ...progress
}: Checkpoint): Uint8Array<ArrayBuffer> {
  const named = (prefix: string, weights: Weights) =>
    [...weights].map(([name, data]) => [prefix + name, { shape: [data.length], data }] as const);
  const tensors = new Map([...named(STATE, state), ...named(BEST, best ?? new Map())]);
  return encodeSafetensors(tensors, { format: FORMAT, progress: JSON.stringify(progress) });
}

/** Throws a `UserError` for a file that is damaged or is no checkpoint. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, progress } = metadata;
  if (format !== FORMAT || progress === undefined)
    throw noCheckpoint(`its format is ${format ?? 'not stated'} instead of ${FORMAT}`);
  const named = (prefix: string): Map<string, Float32Array> =>
    new Map(
      [...tensors].flatMap(([name, { data }]) =>
        name.startsWith(prefix) ? [[name.slice(prefix.length), data] as const] : [],
      ),
    );
  const best = named(BEST);
  try {
    return {
      ...progressSchema.parse(JSON.parse(progress)),
      state: named(STATE),
      ...(best.size > 0 && { best }),
    };
  } catch (cause) {
    throw noCheckpoint('what it says of its progress cannot be read', cause);
  }
}

function noCheckpoint(why: string, cause?: unknown): UserError {
  return new UserError(
    'train',
    `The file is no checkpoint of this version: ${why}.`,
    'Delete it to start the training anew.',
    { cause },
  );
}
