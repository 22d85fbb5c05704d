import { canonicalJson } from '@convbench/spec';
import type { Cell, Network, TrainingRecord } from '@convbench/spec';
import { shorten } from './shorten.js';
import { uniqueLabels } from './uniqueLabels.js';

/** Options that come from the matrix, not from the network. */
const MATRIX_OPTIONS = ['classes', 'channels', 'inputSize'];

export interface NetworkView {
  /** Position among the networks of the run: names it in the page. */
  readonly index: number;
  readonly id: string;
  readonly family: Network['family'];
  /** Unique within the run. */
  readonly label: string;
  /** The label with nothing of it shortened, for files that programs read. */
  readonly fullLabel: string;
  /** Its own options as text: 'stem small, width 0.25'. */
  readonly options: string;
  /** The options that not every network of the run has. */
  readonly distinctiveOptions: string;
}

function ownOptions(network: Network): [string, unknown][] {
  return (
    Object.entries(network.options)
      // What a network does not have needs no words.
      .filter(([name, value]) => !MATRIX_OPTIONS.includes(name) && value !== false)
      .sort(([a], [b]) => (a < b ? -1 : 1))
  );
}

function optionText([name, value]: [string, unknown]): string {
  return `${name} ${typeof value === 'string' ? value : canonicalJson(value)}`;
}

/** Cells of one network differ in the training only when a config names it twice: each naming counts. */
function keyOf(network: Network, occurrence: number): string {
  return canonicalJson([network.id, ownOptions(network), occurrence]);
}

/** What a training and the cells measured with its weights have in common. */
type Trained = Pick<Cell, 'network'> & { readonly weightsKey: string };

type BackendPlace = Pick<Cell['backend'], 'name' | 'device'>;

const trainedId = ({ network, weightsKey }: Trained) =>
  canonicalJson([network.id, ownOptions(network), weightsKey]);

/** The place in which a network stands once in a run, unless its config names it twice. */
function placeOf({
  network,
  dataset,
  backend,
}: Trained & Pick<Cell, 'dataset'> & { backend: BackendPlace }): string {
  const setting = MATRIX_OPTIONS.map((name) => network.options[name] ?? null);
  const { name, device } = backend;
  return canonicalJson([
    network.id,
    ownOptions(network),
    setting,
    dataset.checksum,
    dataset.options,
    name,
    device,
  ]);
}

/**
 * The distinct networks of a run, and which of them a cell or training belongs to. Input size, channels and classes
 * do not make another network; options and, where a config lists the same network twice, the training do. `native`: each
 * network has its own size, which is told as its options are.
 */
export function viewNetworks(
  cells: readonly Cell[],
  trainings: readonly TrainingRecord[],
  native = false,
): { readonly networks: readonly NetworkView[]; of(trained: Trained): NetworkView } {
  const keyByTrained = new Map<string, string>();
  const networkByKey = new Map<string, Network>();
  const keysByPlace = new Map<string, string[]>();
  const add = (trained: Trained & Pick<Cell, 'dataset'> & { backend: BackendPlace }) => {
    if (keyByTrained.has(trainedId(trained))) return;
    const place = placeOf(trained);
    const seen = keysByPlace.get(place) ?? [];
    if (!seen.includes(trained.weightsKey)) seen.push(trained.weightsKey);
    keysByPlace.set(place, seen);
    const key = keyOf(trained.network, seen.indexOf(trained.weightsKey));
    keyByTrained.set(trainedId(trained), key);
    if (!networkByKey.has(key)) networkByKey.set(key, trained.network);
  };
  cells.forEach(add);
  // A training that has a cell is known already; the others may have failed, or belong to no cell of the plan.
  for (const training of trainings) add({ ...training, weightsKey: training.key });

  const keys = [...networkByKey.keys()];
  const distinct = [...networkByKey.values()];
  const options = distinct.map((network) => [
    ...ownOptions(network).map(optionText),
    ...(native ? [`${String(network.options['inputSize'])} px`] : []),
  ]);
  const sharedByAll = (text: string) => options.every((texts) => texts.includes(text));
  const labelled = (part: (text: string) => string) =>
    uniqueLabels(
      distinct.map(({ title }, index) => ({
        title: part(title),
        detail: part((options[index] ?? []).join(', ')),
      })),
    );
  const labels = labelled(shorten);
  const fullLabels = labelled((text) => text);
  const networks = distinct.map((network, index) => ({
    index,
    id: network.id,
    family: network.family,
    label: labels[index] ?? network.title,
    fullLabel: fullLabels[index] ?? network.title,
    options: (options[index] ?? []).join(', '),
    distinctiveOptions: shorten(
      (options[index] ?? []).filter((text) => !sharedByAll(text)).join(', '),
    ),
  }));
  return {
    networks,
    of(trained) {
      const network = networks[keys.indexOf(keyByTrained.get(trainedId(trained)) ?? '')];
      if (network === undefined) {
        throw new RangeError(`No cell or training has ${trained.weightsKey}.`);
      }
      return network;
    },
  };
}
