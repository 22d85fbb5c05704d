import { API_VERSION, UserError } from '@convbench/spec';
import type {
  ArchitecturePlugin,
  Citation,
  Graph,
  RecipeInput,
  architectureOptionsSchema,
  z,
} from '@convbench/spec';
import type { GraphBuilder, Value } from '@convbench/graph';

/** Networks of studies have no paper of their own: each is named after the paper whose claim it tests. */
export const GOING_DEEPER: Citation = {
  title: 'Going Deeper with Convolutions',
  authors:
    'Christian Szegedy, Wei Liu, Yangqing Jia, Pierre Sermanet, Scott Reed, Dragomir Anguelov',
  year: 2015,
  url: 'https://arxiv.org/abs/1409.4842',
};

export const RETHINKING: Citation = {
  title: 'Rethinking the Inception Architecture for Computer Vision',
  authors: 'Christian Szegedy, Vincent Vanhoucke, Sergey Ioffe, Jonathon Shlens, Zbigniew Wojna',
  year: 2016,
  url: 'https://arxiv.org/abs/1512.00567',
};

/** The same for all networks of a study, so that nothing but the network differs. */
export const STUDY_RECIPE: RecipeInput = {
  source:
    'The same for every network of a study: a usual rate for small networks with batch normalisation.',
  budget: { images: 9600 },
  batchSize: 64,
  learningRate: 0.05,
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 5e-4 },
  schedule: { kind: 'cosine', warmupSteps: 30 },
  initialization: 'he',
};

export interface StudyNetwork<Schema extends typeof architectureOptionsSchema> {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly family: ArchitecturePlugin['family'];
  readonly paper: Citation;
  readonly options: Schema;
  build(options: z.infer<Schema>): Graph;
}

/** A network of a study as an architecture plugin: it has one variant, named as the plugin. */
export function studyPlugin<Schema extends typeof architectureOptionsSchema>(
  network: StudyNetwork<Schema>,
): ArchitecturePlugin<Schema> {
  const { id, title, note, family, paper, options } = network;
  return {
    kind: 'architecture',
    apiVersion: API_VERSION,
    name: id,
    family,
    paper,
    variants: [{ id, title, note, recipe: STUDY_RECIPE }],
    options,
    build(variant, given) {
      if (variant === id) return network.build(given);
      throw new UserError('study', `There is no variant '${variant}'.`, `Use ${id}.`);
    },
  };
}

/** Mean over the map, then one linear layer: what follows the part that a study looks at. */
export function averageHead(b: GraphBuilder, x: Value, classes: number): Value {
  return b.scope('head', () =>
    b.linear('logits', b.flatten('flatten', b.globalAveragePool('average', x)), {
      features: classes,
    }),
  );
}
