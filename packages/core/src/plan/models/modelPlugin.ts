import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { API_VERSION, UserError, architectureOptionsSchema, z } from '@convbench/spec';
import type { ArchitecturePlugin, RecipeInput, Weights } from '@convbench/spec';
import type { ModelFacts } from './inspectModel.js';
import { modelId, modelPluginName } from './modelPath.js';
import { readModel } from './readModel.js';
import type { Model } from './readModel.js';

/** For `weights=new` only: a file does not say how its network was trained. */
const recipe: RecipeInput = {
  source: 'A common start for networks of unknown origin; not tuned.',
  budget: { epochs: 1 },
  batchSize: 64,
  learningRate: 1e-3,
  optimizer: { kind: 'adam' },
  schedule: { kind: 'cosine', warmupSteps: 100 },
  initialization: 'he',
};

function optionsSchema(facts: ModelFacts | undefined) {
  const { inputSize = 224, channels = 3, classes = 10 } = facts ?? {};
  return architectureOptionsSchema.extend({
    classes: z.int().min(2).default(classes),
    channels: z.int().min(1).default(channels),
    inputSize: z.int().min(1).default(inputSize),
    /** A file has the first layers that it has. */
    stem: z.literal('imagenet').default('imagenet'),
    /** `new`: train the network of the file from the beginning. */
    weights: z.enum(['file', 'new']).default('file'),
  });
}
type Options = z.infer<ReturnType<typeof optionsSchema>>;

const formText = ({ channels, inputSize }: { channels: number; inputSize: number }) =>
  `${channels} × ${inputSize} × ${inputSize}`;

/** Throws a `UserError` unless the model takes these images and tells these classes apart. */
function checkFit(id: string, { form, classes }: Model, asked: Options): void {
  const wrong = [
    ...(form.inputSize === asked.inputSize ? [] : [`the input size ${form.inputSize}`]),
    ...(form.channels === asked.channels
      ? []
      : [`images of ${form.channels} channel${form.channels === 1 ? '' : 's'}`]),
    ...(classes === asked.classes ? [] : [`${classes} classes`]),
  ];
  if (wrong.length === 0) return;
  throw new UserError(
    'core',
    `The model '${id}' takes images of ${formText(form)} and tells ${classes} classes apart; it was asked for ${formText(asked)} and ${asked.classes} classes.`,
    `Choose ${wrong.join(', ')}: the data set decides channels and classes, --input-size (inputSizes) the size.`,
  );
}

/** Of the last change of the file; a missing one is said when it is read. */
function fileYear(path: string): number {
  const changed = statSync(path, { throwIfNoEntry: false })?.mtime ?? new Date(0);
  return changed.getFullYear();
}

/** Where a file is, and how a user wrote it. */
export interface ModelLocation {
  readonly url: string;
  readonly specifier: string;
}

/**
 * An ONNX file as an architecture of one variant, which brings its weights along. The file is read when the network is
 * built; `facts` give defaults and descriptions, and may be left out where options are complete.
 */
export function modelPlugin(
  { url, specifier }: ModelLocation,
  facts?: ModelFacts,
): ArchitecturePlugin {
  const path = fileURLToPath(url);
  const id = modelId(specifier);
  const read = (options: Options): Model => {
    const model = readModel(path, id, options);
    checkFit(id, model, options);
    return model;
  };
  const origin = facts === undefined ? 'an ONNX file' : facts.origin;
  const plugin: ArchitecturePlugin<ReturnType<typeof optionsSchema>> = {
    kind: 'architecture',
    apiVersion: API_VERSION,
    name: modelPluginName(id),
    family: facts?.family ?? 'plain',
    // The file stands for itself: which program wrote it, and when.
    paper: { title: id, authors: origin, year: fileYear(path), url: specifier },
    options: optionsSchema(facts),
    variants: [
      {
        id,
        title: id,
        ...(specifier === id ? {} : { aliases: [specifier] }),
        note: [`A file made by ${origin}.`, ...(facts?.notes ?? [])].join(' '),
        recipe,
      },
    ],
    build(_variant, options) {
      const model = read(options);
      if (model.opaque === undefined) return model.graph;
      throw new UserError(
        'core',
        `The model '${id}' has operators or settings that only an engine knows (${model.opaque.operators.join(', ')}), so that there is no graph of it.`,
        'Measure it as it stands, or replace these layers in the original network.',
      );
    },
    opaque: (_variant, options) => read(options).opaque,
    async pretrained(_variant, options) {
      if (options.weights === 'new') return undefined;
      const { notes, sha256 } = read(options);
      const weights = (): Weights => {
        const model = read(options);
        // The weights of an opaque model stay in its file.
        return model.opaque === undefined ? model.weights : new Map();
      };
      return {
        origin: id,
        sha256: await sha256(),
        notes: notes.map(({ kind, message }) => ({ kind, message })),
        read: weights,
      };
    },
  };
  return plugin as ArchitecturePlugin;
}
