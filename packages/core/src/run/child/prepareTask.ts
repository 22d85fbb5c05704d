import { encodeSafetensors } from '@convbench/formats/safetensors';
import { elementCount } from '@convbench/graph';
import { UserError } from '@convbench/spec';
import type {
  ArchitecturePlugin,
  DatasetPlugin,
  Graph,
  Pretrained,
  Weights,
} from '@convbench/spec';
import { encodeWeights } from '../../plan/cache/weightFiles.js';
import type { PrepareResult, PrepareTask } from '../tasks/messages.js';
import type { PlannedPretrained } from '../../plan/matrix/types.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import { variantNetwork } from '../../plan/plugins/variantNetwork.js';
import { initialWeights } from '../../plan/weights/initialWeights.js';
import { buildNetwork, checkGraph, openOpaque } from './buildNetwork.js';
import { imageForm } from './imageForm.js';
import { keepWeights } from './keepWeights.js';
import { openTransfer } from './openTransfer.js';
import type { Parent } from './parent.js';
import { readReference } from './referenceImages.js';
import { computeReference, encodeReference } from './referenceLogits.js';
import type { Reference } from './referenceLogits.js';

async function openPretrained(
  architecture: ArchitecturePlugin,
  graph: Graph,
  { network, sha256: planned, initial }: PlannedPretrained,
): Promise<Pretrained> {
  if (initial !== undefined) return initialWeights(graph, initial);
  const pretrained = await variantNetwork(architecture, network).pretrained();
  if (pretrained?.sha256 === planned) return pretrained;
  throw new UserError(
    'core',
    `The weights of '${network.id}' are others than when the run was planned.`,
    'Leave their file alone while a run goes on, and start a new run.',
  );
}

/** Of a file that was given for the network, or of those that it came with. */
async function valuesOf(
  architecture: ArchitecturePlugin,
  graph: Graph,
  planned: PlannedPretrained,
): Promise<Weights> {
  const { transfer, network, initial } = planned;
  if (transfer === undefined) {
    const pretrained = await openPretrained(architecture, graph, planned);
    return pretrained.read();
  }
  const { scheme = 'he', seed = 0 } = initial ?? {};
  const options = { architecture, id: network.id, graph, initialization: scheme, seed };
  return (await openTransfer(transfer, options)).weights;
}

/** Throws a `UserError` when the weights are not those of the graph. */
function checkWeights(graph: Graph, weights: Weights, id: string): void {
  const wrong = graph.parameters.filter(
    ({ name, shape }) => weights.get(name)?.length !== elementCount(shape),
  );
  if (wrong.length === 0) return;
  const names = wrong.slice(0, 5).map(({ name }) => `'${name}'`);
  throw new UserError(
    'core',
    `The weights that '${id}' came with lack values of the right number for ${wrong.length} of its parameters: ${names.join(', ')}.`,
    'Mend `pretrained` of the plugin: it gives the values of every parameter that `build` names.',
  );
}

/** Weights as safetensors, with the images and logits of the reference. A file that is run as it stands has its own. */
async function prepared(
  { pretrained: planned }: PrepareTask,
  architecture: ArchitecturePlugin,
  dataset: DatasetPlugin,
  parent: Parent,
): Promise<{ readonly weights: Uint8Array; readonly reference: Reference }> {
  const { network, dataset: facts } = planned;
  const form = imageForm(network);
  if (openOpaque(architecture, network) !== undefined) {
    await parent.enter('reference logits');
    const { images, count } = await readReference(dataset, facts.options, form);
    return {
      weights: encodeSafetensors(new Map()),
      reference: encodeReference(images, count, form),
    };
  }
  const graph = buildNetwork(architecture, network);
  checkGraph(graph, planned.static.graphSha256, architecture);
  const values = await valuesOf(architecture, graph, planned);
  checkWeights(graph, values, network.id);
  await parent.enter('reference logits');
  return {
    weights: encodeWeights(graph, values),
    reference: await computeReference(graph, values, dataset, facts.options, form),
  };
}

/** Brings weights that a network came with into the weights cache, with the reference's logits. */
export async function prepareTask(task: PrepareTask, parent: Parent): Promise<PrepareResult> {
  const architecture = await importPlugin(task.architecture, 'architecture');
  const dataset = await importPlugin(task.dataset, 'dataset');

  await parent.enter('load');
  const startedAt = new Date().toISOString();
  const { weights, reference } = await prepared(task, architecture, dataset, parent);

  await parent.enter('save');
  await keepWeights(task.pretrained, { weights, reference, startedAt });
  return { state: 'done' };
}
