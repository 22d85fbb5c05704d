import type { StaticCost } from '@convbench/spec';
import type { CellView } from './cells.js';

type LayerGroup = NonNullable<StaticCost['layerGroups']>[number];

/** A part of a network with its shares of what the whole network has. */
export interface LayerShare {
  readonly group: LayerGroup;
  readonly macs: number;
  readonly parameters: number;
  readonly activations: number;
}

/** In the order of the network; undefined where the records do not say. */
export function layerSharesOf({ records }: CellView): readonly LayerShare[] | undefined {
  const groups = records[0]?.static.layerGroups;
  if (groups === undefined) return undefined;
  const shareOf = (of: (group: LayerGroup) => number) => {
    const sum = groups.reduce((total, group) => total + of(group), 0);
    return (group: LayerGroup) => (sum === 0 ? 0 : of(group) / sum);
  };
  const macs = shareOf((group) => group.macs);
  const parameters = shareOf((group) => group.trainableParameters);
  const activations = shareOf((group) => group.activationBytes);
  return groups.map((group) => ({
    group,
    macs: macs(group),
    parameters: parameters(group),
    activations: activations(group),
  }));
}
