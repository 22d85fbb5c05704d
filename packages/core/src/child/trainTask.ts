import { openBatchStream } from '@convbench/data';
import { initializeWeights } from '@convbench/graph';
import { differentiate, fit, initialState } from '@convbench/train';
import { UserError } from '@convbench/spec';
import type { BackendPlugin } from '@convbench/spec';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from '../cache/checkpointFile.js';
import { encodeWeights } from '../cache/weightFiles.js';
import { cpuModel, writeCacheEntry } from '../cache/weightsCache.js';
import { sha256 } from '../hash.js';
import type { TrainResult, TrainTask } from '../execute/messages.js';
import { trainedGraph } from '../plan/trainedGraph.js';
import { importPlugin } from '../plugins/importPlugin.js';
import { buildNetwork, checkGraph, imageForm } from './buildNetwork.js';
import { holdOut } from './holdOut.js';
import { openTransfer } from './openTransfer.js';
import type { Parent } from './parent.js';
import { checkGradients } from './conformance/checkGradients.js';
import { computeReference } from './referenceLogits.js';
import { everyMs } from './throttle.js';
import { validateWeights } from './validateWeights.js';

/** A few times per second is enough for a terminal. */
const progressIntervalMs = 250;

/**
 * Trains one network into the weights cache, from its checkpoint where there is one. When the parent asks to stop, it
 * saves a checkpoint and returns.
 */
export async function trainTask(task: TrainTask, parent: Parent): Promise<TrainResult> {
  const { training, checkpointEverySeconds } = task;
  const { key, recipe, seed, threads } = training;
  const architecture = await importPlugin(task.architecture, 'architecture');
  const backend = await importPlugin(task.backend, 'backend');
  const dataset = await importPlugin(task.dataset, 'dataset');

  await parent.enter('load');
  const graph = buildNetwork(architecture, training.network);
  checkGraph(graph, training.static.graphSha256, architecture);
  const trained = trainedGraph(architecture, training.network, recipe, graph);
  const transfer =
    training.transfer &&
    (await openTransfer(training.transfer, {
      ...{ architecture, id: training.network.id, graph: trained, seed },
      initialization: recipe.initialization,
    }));
  const differentiation = { ...recipe, ...(transfer && { frozen: transfer.frozen }) };
  const step = differentiate(trained, differentiation);
  const stored = await readCheckpoint(key);
  const resumeFrom = stored?.checkpoint;
  const startedAt = stored?.startedAt ?? new Date().toISOString();
  const resumes = stored === undefined ? 0 : stored.resumes + 1;
  const computing = { device: training.backend.device, threads };
  const weights =
    transfer?.weights ?? initializeWeights(trained, { scheme: recipe.initialization, seed });
  if (resumeFrom === undefined)
    await checkGradients(backend, { graph: trained, weights, differentiation, ...computing });
  const state = resumeFrom?.state ?? initialState(step, weights);
  const form = imageForm(training.network);
  const { options: datasetOptions } = training.dataset;
  const { normalization } = await dataset.info(datasetOptions, form);
  const trainer = await trainerOf(backend)(step, state, computing);
  const split = await dataset.open('train', datasetOptions, form);
  const { trained: trainedSplit, heldOut } = holdOut(split, recipe, seed);
  const { batchSize, augmentation, mixup } = recipe;
  const startStep = resumeFrom?.step ?? 0;
  const batches = await openBatchStream({
    split: trainedSplit,
    ...{ normalization, batchSize, seed, startStep },
    ...(augmentation && { augmentation }),
    ...(mixup && { mixup }),
  });
  const [fixedBatch] = graph.input.shape;
  const validate = heldOut && {
    ...{ backend, graph, normalization, split: heldOut, signal: parent.signal },
    session: {
      ...computing,
      batchSize: typeof fixedBatch === 'number' ? fixedBatch : Math.min(batchSize, heldOut.length),
    },
  };

  await parent.enter('training');
  const due = everyMs(progressIntervalMs);
  let lastStep = startStep;
  let result;
  try {
    result = await fit({
      trainer,
      training: step,
      batches,
      recipe,
      trainImages: trainedSplit.length,
      seed,
      signal: parent.signal,
      checkpointEverySeconds,
      saveCheckpoint: (checkpoint) => writeCheckpoint(key, { checkpoint, startedAt, resumes }),
      onProgress: (progress) => {
        lastStep = progress.step;
        if (!due() && progress.step !== progress.totalSteps) return;
        const { totalSteps: steps, ...rest } = progress;
        parent.tell({ type: 'train-progress', progress: { ...rest, steps } });
      },
      ...(validate && { validate: (weights) => validateWeights(weights, validate) }),
      ...(resumeFrom && { resumeFrom }),
    });
  } catch (error) {
    if (parent.signal.aborted && (error as Error).name === 'AbortError')
      return { state: 'stopped', step: lastStep };
    throw error;
  } finally {
    await batches.dispose();
    await trainer.dispose();
  }

  await parent.enter('reference logits');
  const reference = await computeReference(graph, result.weights, dataset, datasetOptions, form);

  await parent.enter('save');
  const encoded = encodeWeights(graph, result.weights);
  const { curve, epochs, kept, steps, imagesSeen, trainSeconds } = result;
  await writeCacheEntry(
    {
      cacheVersion: 1,
      key,
      graphSha256: training.static.graphSha256,
      macs: training.static.macs,
      network: training.network,
      dataset: { name: training.dataset.name, title: training.dataset.title },
      seed,
      cpuModel: cpuModel(),
      startedAt,
      steps,
      imagesSeen,
      trainSeconds,
      imagesPerSecond: imagesSeen / trainSeconds,
      threads,
      resumes,
      curve: [...curve],
      epochs: [...epochs],
      kept,
      weightsSha256: sha256(encoded),
      referenceSha256: sha256(reference.images),
      referenceLogits: reference.logits,
    },
    { weights: encoded, reference: reference.images },
  );
  await removeCheckpoint(key);
  return { state: 'done' };
}

function trainerOf(backend: BackendPlugin): NonNullable<BackendPlugin['openTrainer']> {
  if (backend.openTrainer !== undefined) return backend.openTrainer.bind(backend);
  throw new UserError(
    `backend-${backend.name}`,
    `The backend '${backend.name}' cannot train.`,
    'Add one that can to the config, such as onnxruntime on the CPU.',
  );
}
