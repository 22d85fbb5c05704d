import { z } from 'zod';
import type { CheckpointNames } from './checkpointNames.js';
import type { Graph, Weights } from './graph.js';
import type { OpaqueModel } from './opaqueModel.js';
import type { PluginHeader } from './plugin.js';
import type { RecipeInput } from './recipe.js';

export interface Citation {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  /** arXiv, DOI or publisher's page. */
  readonly url: string;
}

/** What the paper or the reference implementation states, for `describe` and the report to compare with. */
export interface PublishedFigures {
  /** The options under which the figures hold. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Rounded where the source rounds. */
  readonly trainableParameters?: number;
  /** Rounded where the source rounds. */
  readonly macs?: number;
  /** On ImageNet's validation images, as a fraction, evaluated as `source` says. */
  readonly top1?: number;
  readonly top5?: number;
  readonly source: string;
  /** Why our counts differ from these by more than rounding. */
  readonly difference?: string;
}

export interface Variant {
  /** What users and scripts write: stable, unique among all plugins. */
  readonly id: string;
  /** As a report prints it: 'VGG-11'. */
  readonly title: string;
  readonly aliases?: readonly string[];
  /** Where it is not the plugin's. */
  readonly paper?: Citation;
  /** One sentence on what sets this variant apart, with corrections of common mistakes. */
  readonly note?: string;
  readonly published?: readonly PublishedFigures[];
  /** The recipe that a run uses unless its config names another; may depend on the options. */
  readonly recipe: RecipeInput;
  /** Further ones, by the name that a config chooses them by: `paper` is that of the publication. */
  readonly recipes?: Readonly<Record<string, RecipeInput>>;
}

/** Families get one colour in a report. */
export type Family = 'plain' | 'inception' | 'residual';

/** Options that every architecture has; a plugin may extend the schema with its own. */
export const architectureOptionsSchema = z.strictObject({
  classes: z.int().min(2).default(10),
  channels: z.int().min(1).default(3),
  /** Height and width of the input, in pixels. */
  inputSize: z.int().min(1).default(224),
  /** `imagenet`: the published first layers. `small`: gentler ones for 28 to 64 px, documented by each plugin. */
  stem: z.enum(['imagenet', 'small']).default('imagenet'),
});
export type ArchitectureOptions = z.infer<typeof architectureOptionsSchema>;

/** What a user should know about a network as it was read, such as a part that is computed differently. */
export interface PretrainedNote {
  /** Short and stable, for scripts: 'ends-in-softmax'. */
  readonly kind: string;
  /** A sentence for people. */
  readonly message: string;
}

/** Weights that come with a network. */
export interface Pretrained {
  /** Where they come from, for the record: the name of a file, an address. */
  readonly origin: string;
  /** Of the file or files that hold them, in hex: other weights have another one. */
  readonly sha256: string;
  readonly notes: readonly PretrainedNote[];
  /** Values of every parameter of the graph that `build` returns for the same arguments. */
  read(): Weights | Promise<Weights>;
}

/**
 * One family of networks.
 *
 * `build` is called in any process, any number of times, and must return the same graph for the same arguments. It
 * throws a `UserError` when the network cannot take the options: an input that is too small names the smallest that
 * works.
 */
export interface ArchitecturePlugin<
  Schema extends z.ZodType<ArchitectureOptions> = z.ZodType<ArchitectureOptions>,
> extends PluginHeader<'architecture'> {
  readonly family: Family;
  readonly paper: Citation;
  readonly variants: readonly Variant[];
  /** Validates and completes the options; extends `architectureOptionsSchema`. */
  readonly options: Schema;
  build(variant: string, options: z.infer<Schema>): Graph;
  /**
   * A capability: the network with what only training uses, auxiliary heads as further outputs. It is built where the
   * recipe has an `auxiliaryWeight`. Its first output is that of `build`, with parameters of the same names and shapes.
   * Undefined where a variant has no such parts. Called in any process, as `build`.
   */
  buildForTraining?(variant: string, options: z.infer<Schema>): Graph | undefined;
  /**
   * A capability: a network that no `Graph` can say, measured as its ONNX file stands. Where this returns one, `build` is
   * not called, and `pretrained` says where the file comes from. Called in any process, as `build`.
   */
  opaque?(variant: string, options: z.infer<Schema>): OpaqueModel | undefined;
  /**
   * A capability: how published weights of a variant call its layers, so that a training can start from them. Holds for
   * the stem `imagenet` and every option that does not change the number of layers.
   */
  checkpoints?(variant: string): readonly CheckpointNames[];
  /**
   * A capability: the weights that the network comes with. It is then measured with them and not trained. Undefined
   * where these options have none, so that the network is trained. Called in any process; reading may wait for `read`.
   */
  pretrained?(
    variant: string,
    options: z.infer<Schema>,
  ): Pretrained | undefined | Promise<Pretrained | undefined>;
}
