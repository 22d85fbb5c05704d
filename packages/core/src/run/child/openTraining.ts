import { openBatchStream } from '@convbench/data';
import { differentiate, initialState } from '@convbench/train';
import type { FitOptions } from '@convbench/train';
import { UserError } from '@convbench/spec/plain';
import type {
  ArchitecturePlugin,
  BackendPlugin,
  DatasetPlugin,
  Graph,
  TrainingGroup,
} from '@convbench/spec';
import { readCheckpoint } from '../../plan/cache/checkpointFile.js';
import type { TrainTask } from '../tasks/messages.js';
import { trainedGraph } from '../../plan/matrix/trainedGraph.js';
import { buildNetwork, checkGraph } from './buildNetwork.js';
import { imageForm } from './imageForm.js';
import { checkGradients } from './conformance/checkGradients.js';
import { holdOut } from './holdOut.js';
import { startTraining } from './sources/startTraining.js';
import { validateWeights } from './validateWeights.js';

export interface OpenedTraining {
  /** The network as it is deployed: without auxiliary heads. */
  readonly graph: Graph;
  readonly dataset: DatasetPlugin;
  /** When its first part began. */
  readonly startedAt: string;
  /** How often it has been gone on with. */
  readonly resumes: number;
  /** Trainer and batches are open and the caller's to dispose. */
  readonly fit: Pick<
    FitOptions,
    | 'trainer'
    | 'training'
    | 'batches'
    | 'recipe'
    | 'trainImages'
    | 'seed'
    | 'validate'
    | 'resumeFrom'
  >;
}

/** What a training is made of, once its modules are loaded. */
export interface TrainingPlugins {
  readonly architecture: ArchitecturePlugin;
  readonly backend: BackendPlugin;
  readonly dataset: DatasetPlugin;
}

/** Opens a training at its beginning, or where its checkpoint was written. */
export async function openTraining(
  { training }: TrainTask,
  { architecture, backend, dataset }: TrainingPlugins,
  signal: AbortSignal,
): Promise<OpenedTraining> {
  const { network, source } = training;
  const { recipe, seed, threads } = source;
  const graph = buildNetwork(architecture, network);
  checkGraph(graph, training.static.graphSha256, architecture);
  const trained = trainedGraph(architecture, network, recipe, graph);
  const start = await startTraining(source, { architecture, network, graph: trained });
  const { weights } = start;
  const differentiation = { ...recipe, frozen: start.frozen };
  const step = differentiate(trained, differentiation);
  const stored = await readCheckpoint(training.key);
  const resumeFrom = stored?.checkpoint;
  const computing = { device: source.backend.device, threads };
  if (resumeFrom === undefined)
    await checkGradients(backend, { graph: trained, weights, differentiation, ...computing });
  const state = resumeFrom?.state ?? initialState(step, weights);

  const form = imageForm(network);
  const { options: datasetOptions } = training.dataset;
  const { normalization } = await dataset.info(datasetOptions, form);
  const trainer = await trainingOf(backend).open(step, state, computing);
  const split = await dataset.open('train', datasetOptions, form);
  const { trained: trainedSplit, heldOut } = holdOut(split, recipe, seed);
  const { batchSize, augmentation, mixup } = recipe;
  const batches = await openBatchStream({
    split: trainedSplit,
    normalization,
    batchSize,
    seed,
    startStep: resumeFrom?.step ?? 0,
    augmentation,
    mixup,
  });
  const [fixedBatch] = graph.input.shape;
  const validation = heldOut && {
    backend,
    graph,
    normalization,
    split: heldOut,
    signal,
    engine: await backend.start(computing.device, computing),
    options: {
      device: computing.device,
      precision: 'float32' as const,
      batchSize: typeof fixedBatch === 'number' ? fixedBatch : Math.min(batchSize, heldOut.length),
    },
  };
  return {
    graph,
    dataset,
    startedAt: stored?.startedAt ?? new Date().toISOString(),
    resumes: stored === undefined ? 0 : stored.resumes + 1,
    fit: {
      trainer,
      training: step,
      batches,
      recipe,
      trainImages: trainedSplit.length,
      seed,
      validate: validation && ((result) => validateWeights(result, validation)),
      resumeFrom,
    },
  };
}

function trainingOf(backend: BackendPlugin): TrainingGroup {
  if (backend.training !== undefined) return backend.training;
  throw new UserError(
    `backend-${backend.name}`,
    `The backend '${backend.name}' cannot train.`,
    'Add one that can to the config, such as onnxruntime on the CPU.',
  );
}
