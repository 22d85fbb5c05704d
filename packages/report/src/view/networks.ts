import type { Cell, Network, TrainingRecord } from '@convbench/spec';
import { canonicalJson } from './canonicalJson.js';
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
  /** Its own options as text: 'stem small, width 0.25'. */
  readonly options: string;
}

function ownOptions(network: Network): [string, unknown][] {
  return Object.entries(network.options)
    .filter(([name]) => !MATRIX_OPTIONS.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function optionText([name, value]: [string, unknown]): string {
  return `${name} ${typeof value === 'string' ? value : canonicalJson(value)}`;
}

/** Cells of one network differ in the training only when a config names it twice: each naming counts. */
function keyOf(network: Network, occurrence: number): string {
  return canonicalJson([network.id, ownOptions(network), occurrence]);
}

/** What a training and the cells measured with its weights have in common. */
type Trained = Pick<Cell, 'network'> & { readonly trainingKey: string };

function settingOf({ network }: Trained): string {
  return canonicalJson(MATRIX_OPTIONS.map((name) => network.options[name] ?? null));
}

/**
 * The distinct networks of a run, and which of them a cell or training belongs to. Input size, channels and classes
 * do not make another network; options and, where a config lists the same network twice, the training do.
 */
export function viewNetworks(
  cells: readonly Cell[],
  trainings: readonly TrainingRecord[],
): { readonly networks: readonly NetworkView[]; of(trained: Trained): NetworkView } {
  const all: (Trained & Pick<Cell, 'dataset'>)[] = [
    ...cells,
    ...trainings.map((training) => ({ ...training, trainingKey: training.key })),
  ];
  const keysByPlace = new Map<string, string[]>();
  const keyByTraining = new Map<string, string>();
  for (const trained of all) {
    const id = canonicalJson([trained.network.id, ownOptions(trained.network)]);
    const place = canonicalJson([id, settingOf(trained), trained.dataset.checksum]);
    const seen = keysByPlace.get(place) ?? [];
    if (!seen.includes(trained.trainingKey)) seen.push(trained.trainingKey);
    keysByPlace.set(place, seen);
    keyByTraining.set(trained.trainingKey, keyOf(trained.network, seen.indexOf(trained.trainingKey)));
  }
  const keys = [...new Set(all.map(({ trainingKey }) => keyByTraining.get(trainingKey) ?? ''))];
  const distinct = keys.map((key) => {
    const network = all.find(({ trainingKey }) => keyByTraining.get(trainingKey) === key)?.network;
    if (network === undefined) throw new RangeError(`No network has the key ${key}.`);
    return network;
  });
  const options = distinct.map((network) => ownOptions(network).map(optionText).join(', '));
  const labels = uniqueLabels(
    distinct.map(({ title }, index) => ({ title, detail: options[index] ?? '' })),
  );
  const networks = distinct.map((network, index) => ({
    index,
    id: network.id,
    family: network.family,
    label: labels[index] ?? network.title,
    options: options[index] ?? '',
  }));
  return {
    networks,
    of({ trainingKey }) {
      const network = networks[keys.indexOf(keyByTraining.get(trainingKey) ?? '')];
      if (network === undefined) throw new RangeError(`No cell or training has ${trainingKey}.`);
      return network;
    },
  };
}
