import type {
  Graph,
  Node,
  OpaqueLayer,
  OperatorName,
  Pads,
  Pair,
  Shape,
  WindowAttributes,
} from '@convbench/spec';
import { activationBytes } from './activations.js';
import { elementCount } from './axes.js';
import { isTrainable } from './cost.js';
import { withoutDeadNodes } from './live.js';
import { nodeMacs } from './macs.js';
import { inferShapes } from './shapes.js';

/** Figures that add up: over all rows they are the totals of `staticCost`. */
export interface LayerFigures {
  /** Those that no earlier row counted. */
  readonly trainableParameters: number;
  /** With running statistics. */
  readonly totalParameters: number;
  /** Of one image. */
  readonly macs: number;
  /** What the layer makes for one image, in float32; 0 for a view. */
  readonly activationBytes: number;
}

/** One node of a network, for a table. */
export interface LayerRow extends LayerFigures {
  readonly name: string;
  readonly op: OperatorName;
  /** Of one image, without the batch dimension; of the first output where a node has several. */
  readonly outputShape: Shape;
  /** '3x3' (height x width); empty for layers without a window, as are the next two. */
  readonly kernel: string;
  /** '2', or '2x1' where height and width differ. */
  readonly stride: string;
  /** '1', '0x3' where height and width differ, 'top,left,bottom,right' where opposite sides do. */
  readonly padding: string;
  /** Of a convolution; null for everything else. */
  readonly groups: number | null;
  /** Parameters that an earlier row has counted already. */
  readonly sharedParameters: readonly string[];
}

/** Rows summed by the first parts of their names. */
export interface LayerGroup extends LayerFigures {
  readonly name: string;
  readonly layers: number;
  /** Of the group's last layer; null where it is not known. */
  readonly outputShape: Shape | null;
}

/** One row per node that an output depends on, in the order in which they run. */
export function describeLayers(graph: Graph): readonly LayerRow[] {
  const live = withoutDeadNodes(graph);
  const shapes = inferShapes(live, 1);
  const uncounted = new Map(live.parameters.map((parameter) => [parameter.name, parameter]));
  const known = new Set(uncounted.keys());
  return live.nodes.map((node) => {
    const sharedParameters: string[] = [];
    let trainableParameters = 0;
    let totalParameters = 0;
    for (const name of new Set<string>(node.inputs)) {
      const parameter = uncounted.get(name);
      if (parameter) {
        const count = elementCount(parameter.shape);
        totalParameters += count;
        if (isTrainable(parameter)) trainableParameters += count;
        uncounted.delete(name);
      } else if (known.has(name)) sharedParameters.push(name);
    }
    return {
      name: node.name,
      op: node.op,
      outputShape: (shapes.get(node.outputs[0]) as Shape).slice(1),
      ...windowTexts(node),
      sharedParameters,
      trainableParameters,
      totalParameters,
      macs: nodeMacs(node, shapes),
      activationBytes: activationBytes(node, shapes),
    };
  });
}

/**
 * Sums rows whose names share their first `depth` parts (parts are separated by slashes; 0 sums everything), in the
 * order of first appearance. Every grouping has the same totals.
 */
export function groupLayers(
  rows: readonly (LayerRow | OpaqueLayer)[],
  depth: number,
): readonly LayerGroup[] {
  const groups = new Map<string, LayerGroup>();
  for (const row of rows) {
    const name = row.name.split('/').slice(0, depth).join('/');
    const group = groups.get(name);
    groups.set(name, {
      name,
      layers: (group?.layers ?? 0) + 1,
      outputShape: row.outputShape,
      trainableParameters: (group?.trainableParameters ?? 0) + row.trainableParameters,
      totalParameters: (group?.totalParameters ?? 0) + row.totalParameters,
      macs: (group?.macs ?? 0) + (row.macs ?? 0),
      activationBytes: (group?.activationBytes ?? 0) + row.activationBytes,
    });
  }
  return [...groups.values()];
}

export function windowTexts(
  node: Node,
): Pick<LayerRow, 'kernel' | 'stride' | 'padding' | 'groups'> {
  const texts = ({ kernelShape, strides, pads }: WindowAttributes) => ({
    kernel: kernelShape.join('x'),
    stride: pairText(strides),
    padding: padsText(pads),
  });
  switch (node.op) {
    case 'Conv':
      return { ...texts(node.attributes), groups: node.attributes.group };
    case 'MaxPool':
    case 'AveragePool':
      return { ...texts(node.attributes), groups: null };
    default:
      return { kernel: '', stride: '', padding: '', groups: null };
  }
}

function pairText([height, width]: Pair): string {
  return height === width ? String(height) : `${height}x${width}`;
}

function padsText(pads: Pads): string {
  const [top, left, bottom, right] = pads;
  return top === bottom && left === right ? pairText([top, left]) : pads.join(',');
}
