/**
 * What one process measures of a cell. Every process is a sample of its own: figures of a cell are built from several
 * of them. A figure that is not there says why.
 */
import { z } from 'zod';
import { measuredSchema, notMeasuredSchema } from './measured.js';
import { failureSchema } from './failure.js';

/** A turn of a process in its round. */
const blockSchema = z.object({
  /** Since the round began, on one clock for all processes that take turns. */
  startedMs: z.number(),
  /** Which time round the group it was, from 0: blocks of two processes with the same number were neighbours. */
  turn: z.int().min(0),
  /** How many of `samplesMs` it holds: blocks follow each other in time, and so do their samples. */
  samples: z.int().min(1),
});
export type Block = z.infer<typeof blockSchema>;

const percentileSchema = z.object({ p: z.number(), ms: measuredSchema });

/** Latency of one `run` call with a whole batch, in steady state. Intervals are of the scatter within the process. */
export const latencySchema = z
  .object({
    /** Raw samples in time order. */
    samplesMs: z.array(z.number()),
    /** Which part of the samples each turn measured. Absent in records of before processes took turns. */
    blocks: z.array(blockSchema).optional(),
    count: z.int(),
    totalMs: z.number(),
    medianMs: measuredSchema,
    meanMs: z.number(),
    minimumMs: z.number(),
    maximumMs: z.number(),
    /** p90, p95, p99: measured only where enough samples support them. */
    percentiles: z.array(percentileSchema),
    /**
     * Which rule ended the loop: the median's interval is as narrow as wanted, or the time is up. `enough-samples` stands
     * in records of before there was a wanted width.
     */
    endedBy: z.enum(['precise', 'maximum-time', 'enough-samples']),
  })
  .refine(
    ({ blocks, samplesMs }) =>
      blocks === undefined ||
      blocks.reduce((sum, { samples }) => sum + samples, 0) === samplesMs.length,
    { path: ['blocks'], message: 'the samples of all blocks together' },
  );
export type Latency = z.infer<typeof latencySchema>;

/** One step of a `pipeline`, from a picture to an answer. */
export const stageSchema = z.object({
  /** 'decode', 'resize', 'inference'. */
  name: z.string(),
  /** One for each image, in time order. */
  samplesMs: z.array(z.number()),
  medianMs: measuredSchema,
});
export type Stage = z.infer<typeof stageSchema>;

/** How the processes of a round shared the machine. */
export const turnsSchema = z.object({
  /** That were alive together and took turns; 1 where the process was alone. */
  processes: z.int().min(1),
  /** Why a process that could have taken turns did not. */
  aloneBecause: z.string().optional(),
});
export type Turns = z.infer<typeof turnsSchema>;

export const phasesSchema = z.object({
  /** Importing the backend and its native library, and using the device once. */
  runtimeLoadMs: z.number(),
  /** Building the graph, reading weights, making the session. */
  modelLoadMs: z.number(),
  firstInferenceMs: z.number(),
  warmupIterations: z.int(),
  warmupMs: z.number(),
  /** Whether the last windows agreed before the time was up. */
  warmupStable: z.boolean(),
});
export type Phases = z.infer<typeof phasesSchema>;

export const memoryPointSchema = z.object({ elapsedMs: z.number(), rssBytes: z.int() });

/** Read from outside, at the borders of phases and in between. */
export const memorySchema = z.object({
  /** VmHWM of the cell's process when steady state ended: with Node, the engine, and what only loading needed. */
  peakRssBytes: measuredSchema,
  /** RSS of the cell's process with the engine loaded and no network. */
  runtimeRssBytes: measuredSchema,
  /** The largest RSS seen in steady state less `runtimeRssBytes`. */
  rssAboveRuntimeBytes: measuredSchema,
  /** The largest RSS of each phase, in their order; since the beginning of `load`. */
  phases: z.array(
    z.object({ phase: z.string(), startedMs: z.number(), peakRssBytes: measuredSchema }),
  ),
  /** RSS over time from the beginning of `load`, thinned: of neighbours the larger value stays. */
  curve: z.array(memoryPointSchema),
  /** Largest in steady state, of this process and of the whole device. */
  gpuProcessBytes: measuredSchema,
  gpuDeviceBytes: measuredSchema,
});
export type Memory = z.infer<typeof memorySchema>;

/** What the GPU said of itself in steady state. */
export const gpuSchema = z.union([
  z.object({
    name: z.string(),
    samples: z.int(),
    powerWatts: measuredSchema,
    temperatureCelsius: measuredSchema,
    clockMhz: z.object({ lowest: measuredSchema, median: measuredSchema }),
    utilization: measuredSchema,
    /** Reasons that lowered the clock at some moment, in the words of the driver. */
    throttleReasons: z.array(z.string()),
  }),
  notMeasuredSchema,
]);
export type GpuFacts = z.infer<typeof gpuSchema>;

export const energySchema = z.union([
  z.object({
    source: z.enum(['rapl', 'nvidia-smi']),
    /** How power became energy, and how far it can be trusted. */
    method: z.string(),
    estimated: z.boolean(),
    /** Drawn with the engine idle, before the network was loaded. */
    idleWatts: measuredSchema,
    /** Over steady state. */
    steadySeconds: z.number(),
    steadyJoules: measuredSchema,
    /** Steady state's, over its images. */
    perImageJoules: measuredSchema,
    /** The same without what the machine draws idle. */
    aboveIdlePerImageJoules: measuredSchema,
    /** From loading to the end of steady state: another question, kept so that the two are not mistaken. */
    wholeSeconds: z.number(),
    wholeJoules: measuredSchema,
  }),
  notMeasuredSchema,
]);
export type Energy = z.infer<typeof energySchema>;

/** Who used the processor during steady state, as parts of the time of the allowed CPUs. */
export const contentionSchema = z.object({
  ownShare: measuredSchema,
  otherShare: measuredSchema,
});
export type Contention = z.infer<typeof contentionSchema>;

/** One batch size of a `throughput` cell. */
export const sweepPointSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('measured'),
    batchSize: z.int(),
    imagesPerSecond: measuredSchema,
    medianMs: measuredSchema,
    peakRssBytes: measuredSchema,
  }),
  z.object({ status: z.literal('failed'), batchSize: z.int(), failure: failureSchema }),
]);
export type SweepPoint = z.infer<typeof sweepPointSchema>;

/** Of a `throughput` cell: batches of 1, 2, 4 ... until nothing is gained. */
export const sweepSchema = z.object({
  points: z.array(sweepPointSchema),
  bestBatchSize: z.int(),
  endedBy: z.enum(['no-gain', 'out-of-memory', 'maximum-batch', 'failure']),
});
export type Sweep = z.infer<typeof sweepSchema>;

/** Of a `server` cell: single images that arrive at random, latency counted from when each was due. */
export const serverSchema = z.object({
  p99BoundMs: z.number(),
  /** The highest rate at which p99 stayed within the bound. */
  highestRatePerSecond: measuredSchema,
  points: z.array(
    z.object({
      ratePerSecond: z.number(),
      requests: z.int(),
      p50Ms: measuredSchema,
      p95Ms: measuredSchema,
      p99Ms: measuredSchema,
      /** Within the bound. */
      meets: z.boolean(),
    }),
  ),
});
export type ServerResult = z.infer<typeof serverSchema>;

export const accuracySchema = z.union([
  z.object({
    images: z.int(),
    /** With Wilson's interval. */
    top1: measuredSchema,
    /** Not measured below six classes. */
    top5: measuredSchema,
    /** Rows are true classes, columns what was predicted. */
    confusion: z.array(z.array(z.int())),
  }),
  notMeasuredSchema,
]);
export type Accuracy = z.infer<typeof accuracySchema>;

/** Against the float64 interpreter on the first test images, and of the timed batch against its images alone. */
export const paritySchema = z.union([
  z.object({
    images: z.int(),
    /**
     * Largest difference of a logit over the standard deviation of the reference's logits: from the reference, and from
     * what the engine gives for the same image alone where the timed batch has several.
     */
    maximumDeviation: z.number(),
    limit: z.number(),
    top1Agreement: z.number(),
  }),
  notMeasuredSchema,
]);
export type Parity = z.infer<typeof paritySchema>;

/** Each distinct convolution on the device against another device, where the device may be wrong without a message. */
export const conformanceSchema = z.object({
  convolutions: z.int(),
  /** The largest difference, over the standard deviation of the reference's values. */
  maximumDeviation: z.number(),
  limit: z.number(),
});
export type Conformance = z.infer<typeof conformanceSchema>;

/** A test image that got a wrong class, with a small picture of it. */
export const mistakeSchema = z.object({
  /** Its number in the test split. */
  image: z.int(),
  label: z.int(),
  predicted: z.int(),
  /** Softmax of the class that it got. */
  probability: z.number(),
  /** A WebP file of at most 64 by 64 pixels. */
  webpBase64: z.base64(),
});
export type Mistake = z.infer<typeof mistakeSchema>;

/** What the network computes; the same in every process, so that one of them looks. */
export const correctnessSchema = z.object({
  accuracy: accuracySchema,
  parity: paritySchema,
  conformance: conformanceSchema.optional(),
  /** Of the classes that were mixed up most often, the image of which the network was surest. */
  mistakes: z.array(mistakeSchema).optional(),
  /** Which class each test image got: a file beside the records. See `docs/methodology.md`. */
  predictions: z.union([
    z.object({
      /** Relative to the folder of the records, and nowhere else. */
      file: z.string().regex(/^predictions\/[\w-]+\.u16\.gz$/),
      sha256: z.string(),
      images: z.int(),
    }),
    notMeasuredSchema,
  ]),
  /** How sure the network was of each test image: a file beside the records. Not written yet. */
  probabilities: z
    .union([
      z.object({
        /** Half precision, image after image in the order of the test split. */
        file: z.string().regex(/^predictions\/[\w-]+\.f16\.gz$/),
        sha256: z.string(),
        images: z.int(),
        /** 1: of the predicted class alone; else of every class in order. */
        perImage: z.int().min(1),
      }),
      notMeasuredSchema,
    ])
    .optional(),
});
export type Correctness = z.infer<typeof correctnessSchema>;
