/** @file Shapes of tensors that a file states: its `value_info` and its outputs. */
import type { Dimension } from '@convbench/spec';
import type { GraphProto, TypeProto_Tensor, ValueInfoProto } from '../onnx_pb.js';

/** null stands for a size that the file leaves open. */
export type DeclaredShape = readonly (Dimension | null)[];

export function tensorType({ type }: ValueInfoProto): TypeProto_Tensor | undefined {
  return type?.value.case === 'tensorType' ? type.value.value : undefined;
}

/** What the file's names of open sizes stand for: those of the image, whose shape is known by now. */
export function symbolsOf(
  image: ValueInfoProto | undefined,
  shape: readonly Dimension[],
): ReadonlyMap<string, Dimension> {
  const symbols = new Map<string, Dimension>();
  const stated = image === undefined ? undefined : tensorType(image)?.shape?.dim;
  stated?.forEach(({ value }, axis) => {
    const size = shape[axis];
    if (value.case === 'dimParam' && value.value !== '' && size !== undefined) {
      symbols.set(value.value, size);
    }
  });
  return symbols;
}

/** By name; tensors of unknown rank are left out. */
export function declaredShapes(
  graph: GraphProto,
  symbols: ReadonlyMap<string, Dimension>,
): ReadonlyMap<string, DeclaredShape> {
  const shapes = new Map<string, DeclaredShape>();
  for (const info of [...graph.valueInfo, ...graph.output]) {
    const dimensions = tensorType(info)?.shape?.dim;
    // A tensor may be declared in both places, in one of them by halves.
    if (dimensions === undefined || isWhole(shapes.get(info.name))) continue;
    shapes.set(
      info.name,
      dimensions.map(({ value }) => {
        switch (value.case) {
          case 'dimValue':
            return value.value > 0n ? Number(value.value) : null;
          case 'dimParam':
            return symbols.get(value.value) ?? null;
          default:
            return null;
        }
      }),
    );
  }
  return shapes;
}

/** Whether every size is known. */
export function isWhole(shape: DeclaredShape | undefined): shape is readonly Dimension[] {
  return shape?.every((size) => size !== null) ?? false;
}
