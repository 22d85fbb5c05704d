import { decodeSafetensors, encodeSafetensors } from '@convbench/graph';
import { trainingRecordSchema, UserError, z, type Weights } from '@convbench/spec';
import type { CurveState } from './learningCurve.js';

/** A training between two steps: all that it needs to go on. */
export interface Checkpoint extends CurveState {
  /** Steps taken. */
  readonly step: number;
  readonly imagesSeen: number;
  /** Seconds of training so far. */
  readonly elapsedSeconds: number;
  /** Parameters, running statistics and optimizer slots, as `Trainer.state` gives them. */
  readonly state: Weights;
}

const FORMAT = 'convbench-checkpoint-1';

const progressSchema = z.object({
  step: z.int().min(0),
  imagesSeen: z.int().min(0),
  elapsedSeconds: z.number().min(0),
  curve: trainingRecordSchema.options[0].shape.curve,
  pending: z.object({ steps: z.int().min(0), lossSum: z.number(), correct: z.number() }),
});

/** A checkpoint as a safetensors file: flat tensors, progress as JSON in the metadata. */
export function encodeCheckpoint({ state, ...progress }: Checkpoint): Uint8Array<ArrayBuffer> {
  const tensors = new Map(
    [...state].map(([name, data]) => [name, { shape: [data.length], data }] as const),
  );
  return encodeSafetensors(tensors, { format: FORMAT, progress: JSON.stringify(progress) });
}

/** Throws a `UserError` for a file that is damaged or is no checkpoint. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { format, progress } = metadata;
  if (format !== FORMAT || progress === undefined)
    throw noCheckpoint(`its format is ${format ?? 'not stated'} instead of ${FORMAT}`);
  const state = new Map([...tensors].map(([name, { data }]) => [name, data]));
  try {
    return { ...progressSchema.parse(JSON.parse(progress)), state };
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
