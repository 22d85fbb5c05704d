/** @file Builds a TensorFlow graph as data: node by node, then as the bytes of a SavedModel. */
import { field, floatField, integerField, message, packedField, type Encoded } from './protobuf.js';

/** TensorFlow's numbers of its types (types.proto). */
const DATA_TYPES = { float: 1, int32: 3, bool: 10 } as const;
export type DataType = keyof typeof DATA_TYPES;

export type Attribute =
  | { readonly text: string }
  | { readonly integer: number }
  | { readonly float: number }
  | { readonly flag: boolean }
  | { readonly type: DataType }
  | { readonly shape: readonly number[] }
  | { readonly integers: readonly number[] }
  | { readonly tensor: Encoded };

export type Attributes = Readonly<Record<string, Attribute>>;

/** That of TensorFlow 2.9, the oldest that is used here; newer ones read it. */
const PRODUCER = 1087;
/** The name under which tfjs-node finds the graph in the file. */
export const SERVING_TAG = 'serve';

export interface OperationOptions {
  /** Only a hint: it is made valid and unique. */
  readonly name?: string;
  /** Nodes that have to run before. */
  readonly after?: readonly string[];
}

/** Tensors are named as TensorFlow does: `node` is a node's first output, `node:1` its second. */
export class GraphDefBuilder {
  readonly #nodes: Encoded[] = [];
  readonly #names = new Set<string>();
  readonly #constants = new Map<string, string>();

  get nodeCount(): number {
    return this.#nodes.length;
  }

  /** Adds a node; returns its name, which is that of its first output. */
  operation(
    operator: string,
    inputs: readonly string[],
    attributes: Attributes,
    { name: hint = operator, after = [] }: OperationOptions = {},
  ): string {
    const name = this.#unique(hint);
    this.#nodes.push(
      field(
        1,
        message(
          field(1, name),
          field(2, operator),
          ...inputs.map((input) => field(3, input)),
          // Control inputs come last.
          ...after.map((node) => field(3, `^${node}`)),
          ...Object.entries(attributes).map(([key, attribute]) =>
            field(5, message(field(1, key), field(2, encodeAttribute(attribute)))),
          ),
        ),
      ),
    );
    return name;
  }

  placeholder(name: string, type: DataType, shape: readonly number[]): string {
    return this.operation('Placeholder', [], { dtype: { type }, shape: { shape } }, { name });
  }

  /** Of the values' memory, which must not change before the graph is written. */
  floats(values: Float32Array, shape: readonly number[], name = 'constant'): string {
    if (values.length > 64) return this.#constant('float', values, shape, name);
    return this.#shared(`float ${values.join()} [${shape.join()}]`, () =>
      this.#constant('float', values, shape, name),
    );
  }

  scalar(value: number): string {
    return this.floats(Float32Array.of(value), []);
  }

  /** A vector of int32: a shape, axes, a permutation. */
  integers(values: readonly number[]): string {
    return this.#shared(`int32 ${values.join()} vector`, () =>
      this.#constant('int32', Int32Array.from(values), [values.length], 'integers'),
    );
  }

  integer(value: number): string {
    return this.#shared(`int32 ${value}`, () =>
      this.#constant('int32', Int32Array.of(value), [], 'integer'),
    );
  }

  /** The content of `saved_model.pb`: one graph, no signature, no variables on disk. */
  savedModel(): Encoded {
    const graph = message(...this.#nodes, field(4, integerField(1, PRODUCER)));
    const metaGraph = message(field(1, field(4, SERVING_TAG)), field(2, graph));
    return message(integerField(1, 1), field(2, metaGraph));
  }

  #constant(
    type: DataType,
    values: Float32Array | Int32Array,
    shape: readonly number[],
    name: string,
  ): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const tensor = message(
      integerField(1, DATA_TYPES[type]),
      field(2, encodeShape(shape)),
      field(4, bytes),
    );
    return this.operation('Const', [], { dtype: { type }, value: { tensor } }, { name });
  }

  #shared(key: string, make: () => string): string {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = make();
    this.#constants.set(key, name);
    return name;
  }

  /** TensorFlow's names begin with a letter, digit or dot; the binding separates names by commas. */
  #unique(hint: string): string {
    const valid = hint.replace(/[^A-Za-z0-9_./-]/g, '_').replace(/^[^A-Za-z0-9.]/, 'n$&');
    let name = valid;
    for (let i = 1; this.#names.has(name); i++) name = `${valid}_${i}`;
    this.#names.add(name);
    return name;
  }
}

function encodeShape(shape: readonly number[]): Encoded {
  return message(...shape.map((size) => field(2, integerField(1, size))));
}

function encodeAttribute(attribute: Attribute): Encoded {
  if ('text' in attribute) return field(2, attribute.text);
  if ('integer' in attribute) return integerField(3, attribute.integer);
  if ('float' in attribute) return floatField(4, attribute.float);
  if ('flag' in attribute) return integerField(5, attribute.flag);
  if ('type' in attribute) return integerField(6, DATA_TYPES[attribute.type]);
  if ('shape' in attribute) return field(7, encodeShape(attribute.shape));
  if ('tensor' in attribute) return field(8, attribute.tensor);
  return field(1, packedField(3, attribute.integers));
}
