import type { Problems } from './problems.js';
import type { PlannedCell } from './types.js';

/** Equal entries of a config would make cells that no record can tell apart. */
export function checkDuplicates(cells: readonly PlannedCell[], problems: Problems): void {
  const seen = new Set<string>();
  for (const { cell } of cells) {
    if (seen.has(cell.id))
      problems.add(
        'core',
        `The matrix has '${cell.network.id}' on ${cell.backend.name} ${cell.backend.device}, batch ${cell.batchSize}, more than once.`,
        'Take one of the equal entries out of the config.',
      );
    seen.add(cell.id);
  }
}
