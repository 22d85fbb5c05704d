import { searchHighestRate, timeBlock, timeOnce, warmUp } from '@convbench/measure';
import type { Engine, ServerResult, Session } from '@convbench/spec';
import { readReferenceImages } from '../../plan/cache/weightFiles.js';
import { cpuNodesOf } from '../tasks/cpuNodes.js';
import type { CpuNodes } from '../tasks/cpuNodes.js';
import type { MeasureResult, MeasureTask } from '../tasks/messages.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { imageForm } from './imageForm.js';
import type { Guard } from './measureCorrectness.js';
import type { SingleRun } from './parity.js';
import type { Parent } from './parent.js';
import { countImages, fillBatch } from './imageBatch.js';

async function startEngine(task: MeasureTask) {
  const { device } = task.cell.backend;
  const backend = await importPlugin(task.backend, 'backend');
  return { backend, engine: await backend.start(device, { threads: task.cell.threads }) };
}

/** One image at a time: by an artefact of its own, or, of a network that fixes its batch, filling all of it. */
function guardOf(task: MeasureTask, engine: Engine, session: Session): Guard {
  const { uninterpreted, single, batchSize, allowCpuNodes } = task;
  if (uninterpreted !== undefined) return { notMeasured: uninterpreted };
  if (single === undefined)
    return { openSingle: () => Promise.resolve(filledByOne(session, batchSize)) };
  return { openSingle: () => engine.open(single, { batchSize: 1, allowCpuNodes }) };
}

/** What the image could be mixed with is itself. */
function filledByOne(session: Session, batchSize: number): SingleRun {
  return {
    run: (image) => {
      const batch = new Float32Array(batchSize * image.length);
      for (let row = 0; row < batchSize; row++) batch.set(image, row * image.length);
      return session.run(batch);
    },
    dispose: () => Promise.resolve(),
  };
}

/**
 * Times a block whenever it is this process's turn. Its first call brings the weights back into the caches and is not
 * timed; right after the warm-up they are there. Samples are the parent's to keep: this process's memory is measured.
 */
async function takeTurns(
  session: Session,
  batch: Float32Array,
  parent: Parent,
): Promise<{ readonly count: number; readonly totalMs: number }> {
  let count = 0;
  let totalMs = 0;
  let samplesMs: readonly number[] = [];
  for (let turn = 0; ; turn += 1) {
    const span = await parent.turn(samplesMs);
    if (span === undefined) return { count, totalMs };
    if (turn > 0) await session.run(batch);
    samplesMs = session.block
      ? await session.block(batch, span)
      : await timeBlock(() => session.run(batch), span);
    count += samplesMs.length;
    totalMs += samplesMs.reduce((sum, ms) => sum + ms, 0);
  }
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
  const { cell, batchSize, measuring, allowCpuNodes, artefact } = task;
  const { threads, seed } = cell;
  const { device } = cell.backend;
  const classes = cell.dataset.classes.length;
  const images = await readReferenceImages(task.reference.path);
  const imageCount = countImages(images, imageForm(cell.network));

  await parent.enter('runtime load');
  const runtime = await timeOnce(() => startEngine(task));
  const { backend, engine } = runtime.value;

  await parent.enter('load');
  const loaded = await timeOnce(() => engine.open(artefact, { batchSize, allowCpuNodes }));
  const session = loaded.value;
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
  const warmth = await warmUp(() => session.run(batch), {
    maximumMs: measuring.maximumWarmupMs,
    firstCallMs: first.ms,
  });
  const { count, totalMs } = await takeTurns(session, batch, parent);
  await parent.enter('summary');
  const facts = await engine.describe?.();

  const looks = task.correctness !== 'none';
  // What it needs is no part of the memory that was measured.
  const correctness =
    looks &&
    (await (
      await import('./measureCorrectness.js')
    ).measureCorrectness(
      task,
      {
        dataset: await importPlugin(task.dataset, 'dataset'),
        run,
        batch,
        guard: guardOf(task, engine, session),
        reference: { images, count: imageCount, logits: task.reference.logits },
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
      serviceMs: totalMs / count,
      seed,
    });
  }

  let cpuNodes: CpuNodes | undefined;
  if (allowCpuNodes && looks) {
    await parent.enter('placement');
    const options = { device, threads, batchSize, allowCpuNodes };
    const profile = await backend.profile?.profile(artefact, options);
    cpuNodes = profile && cpuNodesOf(profile);
  }

  await parent.enter('dispose');
  const asRun = { ...facts, ...artefact.asWritten, ...session.asRun };
  await session.dispose();
  await engine.stop();
  return {
    engineVersion: engine.facts.engineVersion,
    asRun,
    phases: {
      runtimeLoadMs: runtime.ms,
      modelLoadMs: loaded.ms,
      firstInferenceMs: first.ms,
      ...warmth,
    },
    ...(server && { server }),
    ...(correctness && { correctness }),
    ...(cpuNodes && { cpuNodes }),
    ...(engine.facts.softwareAdapter === true
      ? { softwareAdapter: engine.facts.deviceName ?? 'a software renderer' }
      : {}),
  };
}
