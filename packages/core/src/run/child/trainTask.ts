import { fit } from '@convbench/train';
import type { FitResult } from '@convbench/train';
import { removeCheckpoint, writeCheckpoint } from '../../plan/cache/checkpointFile.js';
import { encodeWeights } from '../../plan/cache/weightFiles.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import type { TrainResult, TrainTask } from '../tasks/messages.js';
import { imageForm } from './imageForm.js';
import { keepWeights } from './keepWeights.js';
import { openTraining } from './openTraining.js';
import type { OpenedTraining } from './openTraining.js';
import type { Parent } from './parent.js';
import { computeReference } from './referenceLogits.js';
import { everyMs } from './throttle.js';

/** A few times per second is enough for a terminal. */
const progressIntervalMs = 250;

/**
 * Trains one network into the weights cache, from its checkpoint where there is one. When the parent asks to stop, it
 * saves a checkpoint and returns.
 */
export async function trainTask(task: TrainTask, parent: Parent): Promise<TrainResult> {
  const plugins = {
    architecture: await importPlugin(task.architecture, 'architecture'),
    backend: await importPlugin(task.backend, 'backend'),
    dataset: await importPlugin(task.dataset, 'dataset'),
  };
  await parent.enter('load');
  const opened = await openTraining(task, plugins, parent.signal);
  const { trainer, batches, resumeFrom } = opened.fit;
  const { startedAt, resumes } = opened;

  await parent.enter('training');
  const due = everyMs(progressIntervalMs);
  let lastStep = resumeFrom?.step ?? 0;
  let result;
  try {
    result = await fit({
      ...opened.fit,
      signal: parent.signal,
      checkpointEverySeconds: task.checkpointEverySeconds,
      saveCheckpoint: (checkpoint) =>
        writeCheckpoint(task.training.key, { checkpoint, startedAt, resumes }),
      onProgress: (progress) => {
        lastStep = progress.step;
        if (!due() && progress.step !== progress.totalSteps) return;
        const { totalSteps: steps, ...rest } = progress;
        parent.tell({ type: 'train-progress', progress: { ...rest, steps } });
      },
    });
  } catch (error) {
    if (parent.signal.aborted && (error as Error).name === 'AbortError')
      return { state: 'stopped', step: lastStep };
    throw error;
  } finally {
    await batches.dispose();
    await trainer.dispose();
  }
  await store(task, opened, result, parent);
  return { state: 'done' };
}

/** Puts weights, curves and the reference's logits into the cache. */
async function store(
  { training }: TrainTask,
  { graph, dataset, startedAt, resumes }: OpenedTraining,
  result: FitResult,
  parent: Parent,
): Promise<void> {
  const { key, network, source } = training;
  const { seed, threads } = source;
  const { weights, curve, epochs, kept, steps, imagesSeen, trainSeconds } = result;
  await parent.enter('reference logits');
  const { options } = training.dataset;
  const reference = await computeReference(graph, weights, dataset, options, imageForm(network));

  await parent.enter('save');
  const imagesPerSecond = imagesSeen / trainSeconds;
  const rates = { steps, imagesSeen, trainSeconds, imagesPerSecond, threads, resumes };
  await keepWeights(training, {
    weights: encodeWeights(graph, weights),
    reference,
    startedAt,
    training: { seed, ...rates, curve: [...curve], epochs: [...epochs], kept },
  });
  await removeCheckpoint(key);
}
