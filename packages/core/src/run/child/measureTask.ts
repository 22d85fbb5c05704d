import { searchHighestRate, summarizeLatency, timeOnce, timeSteadyState } from '@convbench/measure';
import { UserError } from '@convbench/spec';
import type { CpuNodes, ServerResult } from '@convbench/spec';
import { readReferenceImages } from '../../plan/cache/weightFiles.js';
import { readCacheEntry } from '../../plan/cache/weightsCache.js';
import type { CacheEntry } from '../../plan/cache/weightsCache.js';
import type { MeasureResult, MeasureTask } from '../execute/messages.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { usesGpu } from '../../plan/plugins/usesGpu.js';
import { imageForm } from './buildNetwork.js';
import { measureCorrectness } from './measureCorrectness.js';
import { openSession } from './openSession.js';
import type { Parent } from './parent.js';
import { countImages, fillBatch } from './referenceImages.js';
import { steadyRule } from './steadyRule.js';

async function cachedWeights(key: string): Promise<CacheEntry> {
  const entry = await readCacheEntry(key, { verify: false });
  if (entry !== undefined) return entry;
  throw new UserError(
    'core',
    'The weights are not in the cache any more.',
    'Run again with --resume and without clearing the cache meanwhile: they are trained again.',
  );
}

async function loadBackend(task: MeasureTask) {
  const backend = await importPlugin(task.backend, 'backend');
  // The probe makes the engine load its native library and use the device; importing alone need not.
  const availability = await backend.probe(task.cell.backend.device, {
    threads: task.cell.threads,
  });
  if (availability.available) return { backend, availability };
  throw new UserError(task.backend.name, availability.reason, availability.remedy);
}

/** Weights and files that only loading needed would count as the network's memory in steady state. */
function collectGarbage(): void {
  (globalThis as { gc?: () => void }).gc?.();
}

/**
 * Measures one cell: engine, network, first inference, steady state; where it is asked for, then parity and accuracy of
 * the very session that was timed. The images that are timed are the reference images, so that the test split is not in
 * memory meanwhile.
 */
export async function measureTask(task: MeasureTask, parent: Parent): Promise<MeasureResult> {
  const { cell, batchSize, measuring, allowCpuNodes } = task;
  const { threads, seed } = cell;
  const { device } = cell.backend;
  const classes = cell.dataset.classes.length;
  const architecture = await importPlugin(task.architecture, 'architecture');
  const dataset = await importPlugin(task.dataset, 'dataset');
  const entry = await cachedWeights(cell.trainingKey);
  const images = await readReferenceImages(entry);
  const imageCount = countImages(images, imageForm(cell.network));

  await parent.enter('runtime load');
  const runtime = await timeOnce(() => loadBackend(task));
  const { backend, availability } = runtime.value;
  const isOnGpu = usesGpu(device, availability);

  await parent.enter('load');
  const { graphSha256 } = task;
  const loaded = await timeOnce(() =>
    openSession({
      architecture,
      backend,
      cell,
      entry,
      graphSha256,
      session: { device, batchSize, threads, allowCpuNodes },
    }),
  );
  const { session, uninterpreted, check } = loaded.value;
  const batch = fillBatch(images, imageCount, batchSize);
  const run = async (input: Float32Array) => {
    const logits = await session.run(input);
    if (logits.length !== batchSize * classes)
      throw new Error(
        `The backend returned ${logits.length} logits for ${batchSize} images and ${classes} classes.`,
      );
    return logits;
  };

  collectGarbage();
  await parent.enter('first inference');
  const first = await timeOnce(() => run(batch));

  await parent.enter('warm-up');
  const steady = await timeSteadyState({
    run: () => session.run(batch),
    measuring: steadyRule(measuring, isOnGpu && task.readsGpuPower),
    seed,
    onSteady: () => {
      parent.announce('steady state');
    },
  });
  await parent.enter('summary');
  const latency = summarizeLatency(steady, { seed });
  await check();
  const facts = await backend.describeDevice?.(device);

  const correctness =
    task.correctness &&
    (await measureCorrectness(
      task,
      {
        ...{ dataset, run, uninterpreted },
        reference: { images, count: imageCount, logits: entry.training.referenceLogits },
        tf32: facts?.tf32 === true,
      },
      parent,
    ));

  let server: ServerResult | undefined;
  if (cell.scenario === 'server') {
    await parent.enter('server');
    server = await searchHighestRate({
      run: () => session.run(batch),
      boundMs: measuring.serverP99Ms,
      serviceMs: steady.totalMs / steady.count,
      seed,
    });
  }

  let cpuNodes: CpuNodes | undefined;
  if (allowCpuNodes && task.correctness) {
    await parent.enter('placement');
    cpuNodes = await session.cpuNodes?.();
  }

  await parent.enter('dispose');
  const { modelBytes } = session;
  const asRun = { ...facts, ...session.asRun };
  await session.dispose();
  const { warmupIterations, warmupMs, warmupStable } = steady;
  return {
    engineVersion: availability.engineVersion,
    asRun,
    modelBytes,
    phases: {
      runtimeLoadMs: runtime.ms,
      modelLoadMs: loaded.ms,
      firstInferenceMs: first.ms,
      warmupIterations,
      warmupMs,
      warmupStable,
    },
    latency,
    ...(server && { server }),
    ...(correctness && { correctness }),
    usesGpu: isOnGpu,
    ...(cpuNodes && { cpuNodes }),
    ...(availability.softwareAdapter === true
      ? { softwareAdapter: availability.deviceName ?? 'a software renderer' }
      : {}),
  };
}
