/** @file Output shapes of the ONNX operators that the lowering emits, so that it reshapes no more than it must. */
import type { OnnxAttribute } from '@convbench/formats';
import { isUnary } from '@convbench/graph';

type Shape = readonly number[];
type Attributes = Readonly<Record<string, OnnxAttribute>>;

/**
 * Shape of a node's output, or undefined where it is not worth knowing. `shapes` are those of the inputs (undefined
 * where not known), `integers` the values of inputs that are int64 constants.
 */
export function onnxOutputShape(
  opType: string,
  shapes: readonly (Shape | undefined)[],
  integers: readonly (readonly number[] | undefined)[],
  attributes: Attributes,
): Shape | undefined {
  if (opType === 'Reshape') return integers[1];
  const [x] = shapes;
  if (x === undefined) return undefined;
  if (isUnary({ op: opType })) return x;
  switch (opType) {
    case 'Abs':
    case 'Neg':
    case 'Exp':
    case 'Sqrt':
    case 'Reciprocal':
    case 'Identity':
    case 'Log':
    case 'Softmax':
    case 'LogSoftmax':
      return x;
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div':
    case 'Max':
      return broadcast(x, shapes[1]);
    case 'Transpose':
      return ints(attributes['perm']).map((axis) => x[axis] as number);
    case 'Gather': {
      const axis = int(attributes['axis']);
      return x.map((size, i) => (i === axis ? (integers[1]?.length ?? size) : size));
    }
    case 'Concat': {
      const axis = int(attributes['axis']);
      if (shapes.includes(undefined)) return undefined;
      const total = shapes.reduce((sum, shape) => sum + (shape?.[axis] ?? 0), 0);
      return x.map((size, i) => (i === axis ? total : size));
    }
    case 'Pad': {
      const pads = integers[1] ?? [];
      return x.map((size, i) => size + (pads[i] ?? 0) + (pads[i + x.length] ?? 0));
    }
    case 'ReduceSum':
    case 'ReduceMax':
    case 'ReduceMean': {
      const axes = integers[1] ?? [];
      if (attributes['keepdims'] && int(attributes['keepdims']) === 0)
        return x.filter((_, axis) => !axes.includes(axis));
      return x.map((size, axis) => (axes.includes(axis) ? 1 : size));
    }
    case 'Gemm': {
      const [, b] = shapes;
      if (b === undefined) return undefined;
      const rows = flag(attributes['transA']) ? x[1] : x[0];
      const columns = flag(attributes['transB']) ? b[0] : b[1];
      return [rows ?? 1, columns ?? 1];
    }
    case 'MatMul': {
      const [, b] = shapes;
      if (b === undefined) return undefined;
      const batch = broadcast(x.slice(0, -2), b.slice(0, -2)) ?? [];
      return [...batch, x.at(-2) ?? 1, b.at(-1) ?? 1];
    }
    default:
      return undefined;
  }
}

function broadcast(a: Shape, b: Shape | undefined): Shape | undefined {
  if (b === undefined) return undefined;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => Math.max(a.at(i - rank) ?? 1, b.at(i - rank) ?? 1));
}

function int(attribute: OnnxAttribute | undefined): number {
  return attribute && 'int' in attribute ? attribute.int : 0;
}

function flag(attribute: OnnxAttribute | undefined): boolean {
  return int(attribute) === 1;
}

function ints(attribute: OnnxAttribute | undefined): readonly number[] {
  return attribute && 'ints' in attribute ? attribute.ints : [];
}
