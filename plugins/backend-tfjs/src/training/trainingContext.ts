/** @file What the lowering of a training step shares between its nodes. */
import type { TrainingFeeds, TrainingGraph } from '@convbench/spec';
import type { GraphDefBuilder } from '../graph/graphDef.js';
import { FLOAT, GraphKernels } from '../graph/graphKernels.js';
import { LoweringContext } from '../lowering/context.js';

/** A scalar that a step is fed with: the learning rate, or what the trainer computes of it and the step's number. */
export interface StepScalar {
  /** Name of the placeholder. */
  readonly input: string;
  readonly value: (feeds: Pick<TrainingFeeds, 'learningRate' | 'step' | 'mix'>) => number;
}

export class TrainingContext extends LoweringContext<string> {
  readonly build: GraphDefBuilder;
  override readonly kernels: GraphKernels;
  /** Nodes of forward operators that their gradients use again, by the operator's output. */
  readonly saved = new Map<string, string>();
  readonly scalars = new Map<string, StepScalar>();
  /** Terms of sums, by the output of a sum. */
  readonly sums = new Map<string, readonly string[]>();
  readonly #reads = new Map<string, number>();

  constructor(
    readonly training: TrainingGraph,
    /** Placeholder of the labels, int32 [N]. */
    readonly labels: string,
    /** The same of the images that were mixed in. */
    readonly otherLabels: string | undefined,
    build: GraphDefBuilder,
  ) {
    const kernels = new GraphKernels(build);
    super(kernels, (name) => training.shapes[name]);
    this.kernels = kernels;
    this.build = build;
    for (const name of training.nodes.flatMap<string>(({ inputs }) => inputs))
      this.#reads.set(name, this.readsOf(name) + 1);
  }

  /** How often nodes of the step read a tensor. */
  readsOf(name: string): number {
    return this.#reads.get(name) ?? 0;
  }

  /** The placeholder of a scalar, made on the first demand. */
  scalar(key: string, value: StepScalar['value']): string {
    const known = this.scalars.get(key);
    if (known !== undefined) return known.input;
    const input = this.build.placeholder(key, 'float', []);
    this.scalars.set(key, { input, value });
    return input;
  }

  /** A node of one of TensorFlow's operators on floats that takes nothing but its type. */
  operation(operator: string, inputs: readonly string[]): string {
    return this.build.operation(operator, inputs, { T: FLOAT });
  }

  /** The node that a forward operator and its gradient share. */
  shared(key: string, make: () => string): string {
    const known = this.saved.get(key);
    if (known !== undefined) return known;
    const node = make();
    this.saved.set(key, node);
    return node;
  }
}
