import type { PlannedTraining } from '@convbench/core';
import { networkName } from './networkName.js';
import { grouped } from './numbers.js';

/** Said of a training that is over before its rate was at its peak for long; none of others. */
export function describeWarmup({ network, source }: PlannedTraining): string[] {
  const { steps, warmupSteps } = source;
  if (2 * warmupSteps <= steps) return [];
  return [
    `${networkName(network)}: ${grouped(warmupSteps)} of its ${grouped(steps)} steps are warm-up. ` +
      "Train it for longer, or set recipe.schedule in a config, such as { kind: 'cosine', warmupPart: 0.2 }.",
  ];
}
