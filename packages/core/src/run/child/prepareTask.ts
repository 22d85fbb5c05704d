import { encodeSafetensors } from '@convbench/formats/safetensors';
import { elementCount } from '@convbench/graph';
import { UserError } from '@convbench/spec/plain';
import type { DatasetPlugin, Graph } from '@convbench/spec';
import { encodeWeights } from '../../plan/cache/weightFiles.js';
import { importPlugin } from '../../plan/plugins/importPlugin.js';
import type { GivenWeights } from '../../plan/sources/weightSource.js';
import type { PrepareResult, PrepareTask } from '../tasks/messages.js';
import { buildNetwork, checkGraph } from './buildNetwork.js';
import { imageForm } from './imageForm.js';
import { keepWeights } from './keepWeights.js';
import type { MadeWeights } from './keepWeights.js';
import type { Parent } from './parent.js';
import { readReference } from './referenceImages.js';
import { computeReference, encodeReference } from './referenceLogits.js';
import { readGiven } from './sources/readGiven.js';
import type { NetworkWithWeights } from './sources/readGiven.js';

/** Throws a `UserError` when the weights are not those of the graph. */
function checkWeights({ graph, weights }: NetworkWithWeights, id: string): void {
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

/** Weights as safetensors, with the images and logits of the reference. */
async function encode(
  read: NetworkWithWeights | undefined,
  dataset: DatasetPlugin,
  { network, dataset: { options } }: GivenWeights,
): Promise<Pick<MadeWeights, 'weights' | 'reference'>> {
  const form = imageForm(network);
  if (read !== undefined) {
    const { graph, weights } = read;
    return {
      weights: encodeWeights(graph, weights),
      reference: await computeReference(graph, weights, dataset, options, form),
    };
  }
  const { images, count } = await readReference(dataset, options, form);
  return {
    weights: encodeSafetensors(new Map()),
    reference: encodeReference(images, count, form),
  };
}

/** Brings weights that need no training into the weights cache, with the reference's logits. */
export async function prepareTask(task: PrepareTask, parent: Parent): Promise<PrepareResult> {
  const { weights: planned } = task;
  const { network, source } = planned;
  const architecture = await importPlugin(task.architecture, 'architecture');
  const dataset = await importPlugin(task.dataset, 'dataset');

  await parent.enter('load');
  const startedAt = new Date().toISOString();
  const read = await readGiven(source, { architecture, network }, (): Graph => {
    const graph = buildNetwork(architecture, network);
    checkGraph(graph, planned.static.graphSha256, architecture);
    return graph;
  });
  if (read !== undefined) checkWeights(read, network.id);

  await parent.enter('reference logits');
  const encoded = await encode(read, dataset, planned);

  await parent.enter('save');
  await keepWeights(planned, { ...encoded, startedAt });
  return { state: 'done' };
}
