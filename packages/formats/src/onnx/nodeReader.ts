/** @file Typed access to the attributes and inputs of one ONNX node. */
import type { UserError } from '@convbench/spec';
import { AttributeProto_AttributeType as AttributeType } from './onnx_pb.js';
import type { AttributeProto, NodeProto, TensorProto } from './onnx_pb.js';
import { UntranslatableError } from './untranslatableError.js';

const REMEDY = 'Export the model again, or replace the layer in the original network.';

/** Reads one node; every complaint names it. */
export class NodeReader {
  constructor(
    private readonly proto: NodeProto,
    /** Unique among the nodes of the graph. */
    readonly name: string,
    /** Version of the operator set, which decides what the node means. */
    readonly opset: number,
  ) {}

  get op(): string {
    return this.proto.opType;
  }

  get firstOutput(): string {
    const [name] = this.proto.output;
    if (!name) throw this.invalid('has no output');
    return name;
  }

  get outputs(): readonly string[] {
    return this.proto.output;
  }

  /** Name of the input at `index`; undefined where it is left out. */
  input(index: number): string | undefined {
    return this.proto.input[index] || undefined;
  }

  get inputs(): readonly string[] {
    return this.proto.input.filter((name) => name !== '');
  }

  requiredInput(index: number): string {
    const name = this.input(index);
    if (name === undefined) throw this.invalid(`has no input ${index + 1}`);
    return name;
  }

  int(name: string): number | undefined;
  int(name: string, fallback: number): number;
  int(name: string, fallback?: number): number | undefined {
    const attribute = this.attribute(name, AttributeType.INT);
    return attribute ? this.safeInteger(name, attribute.i) : fallback;
  }

  ints(name: string): readonly number[] | undefined {
    const attribute = this.attribute(name, AttributeType.INTS);
    return attribute?.ints.map((value) => this.safeInteger(name, value));
  }

  float(name: string, fallback: number): number {
    const attribute = this.attribute(name, AttributeType.FLOAT);
    return attribute ? shortestDecimal(attribute.f) : fallback;
  }

  floats(name: string): readonly number[] | undefined {
    return this.attribute(name, AttributeType.FLOATS)?.floats;
  }

  string(name: string, fallback: string): string {
    const attribute = this.attribute(name, AttributeType.STRING);
    return attribute ? new TextDecoder().decode(attribute.s) : fallback;
  }

  tensor(name: string): TensorProto | undefined {
    return this.attribute(name, AttributeType.TENSOR)?.t;
  }

  has(name: string): boolean {
    return this.proto.attribute.some((attribute) => attribute.name === name);
  }

  /** The node cannot be translated; an engine may run it all the same. */
  invalid(problem: string, remedy = REMEDY): UserError {
    return new UntranslatableError(
      'formats',
      `${this.op} '${this.name}' of the ONNX file ${problem}.`,
      remedy,
    );
  }

  private attribute(name: string, type: AttributeType): AttributeProto | undefined {
    const attribute = this.proto.attribute.find((candidate) => candidate.name === name);
    // Files from before IR version 2 leave the type out.
    if (attribute && attribute.type !== AttributeType.UNDEFINED && attribute.type !== type) {
      throw this.invalid(
        `has the attribute '${name}' as ${AttributeType[attribute.type]}, not as ${AttributeType[type]}`,
      );
    }
    return attribute;
  }

  private safeInteger(name: string, value: bigint): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw this.invalid(`has the attribute ${name} = ${value}`);
    return number;
  }
}

/** A name for a node: its own or that of its output, made unique among `taken`, to which it is added. */
export function uniqueName(proto: NodeProto, taken: Set<string>): string {
  const base = proto.name || proto.output[0] || proto.opType;
  let name = base;
  for (let count = 2; taken.has(name); count++) name = `${base}_${count}`;
  taken.add(name);
  return name;
}

/**
 * The shortest decimal number that is this float32: 1e-5 where the file holds 0.000009999999747378752. It is what
 * the exporting program was told, and what `encodeOnnx` turns into the same bytes again.
 */
export function shortestDecimal(float32: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const candidate = Number(float32.toPrecision(digits));
    if (Math.fround(candidate) === float32) return candidate;
  }
  return float32;
}
