import { elementCount, initializeWeights } from '@convbench/graph';
import type {
  ArchitecturePlugin,
  Graph,
  Initialization,
  Normalization,
  Transfer,
  Weights,
} from '@convbench/spec';
import { adaptWeights } from './adaptWeights.js';
import { frozenParameters } from './frozenParameters.js';
import { namingsOf } from './namings.js';
import type { NamedTensor } from './namedTensor.js';
import type { WeightFile } from './weightFile.js';

/** Decides a network's weights as they are before training. */
export interface Start {
  readonly scheme: Initialization;
  readonly seed: number;
}

export interface ReadTransferOptions {
  readonly file: WeightFile;
  /** What is trained: the network, with auxiliary heads where some are. */
  readonly graph: Graph;
  readonly architecture: Pick<ArchitecturePlugin, 'checkpoints'>;
  /** The variant's id. */
  readonly id: string;
  readonly freeze?: string | undefined;
  /** How values that start anew are drawn; undefined where the file is known to give all. */
  readonly start: Start | undefined;
  /** The data set's normalisation, to say where it is not the one that the weights were trained with. */
  readonly normalization?: Normalization | undefined;
  readonly fitting?: (tensors: ReadonlyMap<string, NamedTensor>) => readonly string[];
}

export interface ReadTransfer {
  /** What the record says of it. */
  readonly transfer: Transfer;
  /** Values of all parameters of the graph. */
  readonly weights: Weights;
  /** Names of the parameters that stay as they are. */
  readonly frozen: ReadonlySet<string>;
}

/** The weights that a training starts from. Throws a `UserError` where the file does not fit the network. */
export function readTransfer(options: ReadTransferOptions): ReadTransfer {
  const { file, graph, architecture, id, freeze, start, normalization } = options;
  const { values, naming, replaced, dropped, notes } = adaptWeights(file, {
    graph,
    namings: namingsOf(graph, architecture, id),
    id,
    fitting: options.fitting ?? (() => []),
  });
  const frozen = freeze === undefined ? new Set<string>() : frozenParameters(graph, freeze, id);
  const anew =
    replaced.length > 0 && start !== undefined ? initializeWeights(graph, start) : values;
  const weights = new Map(
    graph.parameters.map(({ name }) => {
      const taken = values.get(name) ?? anew.get(name);
      if (taken === undefined) throw new Error(`There are no values for '${name}'.`);
      return [name, taken];
    }),
  );
  const frozenValues = graph.parameters
    .filter(({ name }) => frozen.has(name))
    .reduce((sum, { shape }) => sum + elementCount(shape), 0);
  const { origin, sha256, format } = file;
  return {
    weights,
    frozen,
    transfer: {
      origin,
      sha256,
      format,
      names: naming.source,
      takenParameters: values.size,
      replaced: [...replaced],
      dropped: [...dropped],
      notes: [...notes, ...normalizationNotes(naming.checkpoint ?? {}, normalization)],
      freeze,
      frozenValues,
    },
  };
}

function normalizationNotes(
  checkpoint: { readonly normalization?: Normalization; readonly preset?: string },
  own: Normalization | undefined,
): readonly string[] {
  const { normalization: theirs, preset } = checkpoint;
  if (
    theirs === undefined ||
    own === undefined ||
    normalizationText(theirs) === normalizationText(own)
  )
    return [];
  const remedy =
    preset === undefined ? '' : `; images in folders get that with image-folder:preset=${preset}`;
  return [
    `The weights were trained on images with ${normalizationText(theirs)}; here they have ${normalizationText(own)}${remedy}.`,
  ];
}

function normalizationText({
  mean,
  standardDeviation,
  scale,
  channelOrder = 'rgb',
}: Normalization): string {
  const numbers = (values: readonly number[]) =>
    values.map((value) => Number(value.toFixed(4))).join(' ');
  const unit = scale === undefined ? 'parts of 255' : `bytes × ${Number(scale.toFixed(6))}`;
  return `mean ${numbers(mean)} and deviation ${numbers(standardDeviation)} (${unit}, ${channelOrder})`;
}
