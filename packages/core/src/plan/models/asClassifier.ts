import { inferShapes } from '@convbench/graph';
import type { OpaqueOnnx } from '@convbench/formats';
import { UserError } from '@convbench/spec/plain';
import type { Graph, GraphInput, ImageForm, Node, Shape } from '@convbench/spec';

export interface Classifier {
  readonly form: ImageForm;
  readonly classes: number;
}

export interface GraphClassifier extends Classifier {
  readonly graph: Graph;
}

const shapeText = (shape: readonly (number | string)[]) => `[${shape.join(', ')}]`;

const noClassifier = (name: string) => (problem: string) =>
  new UserError(
    'core',
    `The model ${JSON.stringify(name)} is no classifier of images. ${problem}`,
    'Export it with one image as input and its logits [N, classes] as first output.',
  );

function formOf({ name, shape }: GraphInput, fail: (problem: string) => UserError): ImageForm {
  const [, channels, height, width] = shape;
  if (shape.length !== 4 || typeof channels !== 'number' || typeof height !== 'number')
    throw fail(
      `Its input '${name}' is ${shapeText(shape)}, not images [N, channels, height, width].`,
    );
  if (height !== width)
    throw fail(`Its images are ${height} × ${String(width)} px; convbench measures square ones.`);
  return { channels, inputSize: height };
}

/** [N, classes, 1, 1], as a last convolution or pooling gives, becomes [N, classes]. */
function flattened(graph: Graph, shape: Shape): Graph {
  if (shape.length === 2) return graph;
  const [logits, ...others] = graph.outputs;
  const output = `${logits}/flattened`;
  const flatten: Node = {
    op: 'Flatten',
    name: `${logits}/flatten`,
    inputs: [logits],
    outputs: [output],
    attributes: { axis: 1 },
  };
  return { ...graph, nodes: [...graph.nodes, flatten], outputs: [output, ...others] };
}

/**
 * Holds an imported graph against what the rest of the project expects: one square image in, logits [N, classes] out.
 * Throws a `UserError` that says what the file has instead.
 */
export function asClassifier(graph: Graph, name: string): GraphClassifier {
  const fail = noClassifier(name);
  const form = formOf(graph.input, fail);
  const [batch] = graph.input.shape;
  const batchSize = typeof batch === 'number' ? batch : 2;
  const shapes = inferShapes(graph, batchSize);
  const [logits] = graph.outputs;
  const shape = shapes.get(logits) ?? [];
  const [rows, classes = 0, ...rest] = shape;
  if (rows !== batchSize || classes < 2 || rest.some((size) => size !== 1)) {
    const outputs = graph.outputs.map((output) => {
      const [first, ...others] = shapes.get(output) ?? [];
      const named =
        first === batchSize && batch === 'N' ? ['N', ...others] : [first ?? '', ...others];
      return `'${output}' ${shapeText(named)}`;
    });
    throw fail(`It gives ${outputs.join(', ')}.`);
  }
  return { graph: flattened(graph, shape), form, classes };
}

/**
 * The same of a file that is run as it stands, as far as its shapes are known. Throws a `UserError` also where the shape
 * of its output is not.
 */
export function asOpaqueClassifier({ input, outputs }: OpaqueOnnx, name: string): Classifier {
  const fail = noClassifier(name);
  const form = formOf(input, fail);
  const [batch] = input.shape;
  const [logits] = outputs;
  const [rows, classes, ...rest] = logits?.shape ?? [];
  const sound =
    (rows === null || rows === batch) &&
    typeof classes === 'number' &&
    classes >= 2 &&
    rest.every((size) => size === 1);
  if (sound) return { form, classes };
  const texts = outputs.map(({ name: output, shape }) =>
    shape === undefined
      ? `'${output}' of unknown shape`
      : `'${output}' ${shapeText(shape.map((size) => size ?? '?'))}`,
  );
  throw fail(`It gives ${texts.join(', ')}.`);
}
