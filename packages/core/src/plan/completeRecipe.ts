import { UserError, recipeSchema } from '@convbench/spec';
import type { MatrixConfig, Recipe, RecipeInput } from '@convbench/spec';
import { describeIssues } from '../config/describeIssues.js';

/**
 * The recipe of one training: the architecture's own, under the matrix's overrides, under the entry's. Its `source`
 * says which values the config changed.
 */
export function completeRecipe(
  id: string,
  own: RecipeInput,
  matrix: MatrixConfig['recipe'],
  entry: MatrixConfig['recipe'] = {},
): Recipe {
  const overrides = { ...matrix, ...entry };
  const changed = Object.keys(overrides).filter((key) => key !== 'source');
  const source =
    overrides.source ??
    (changed.length === 0 ? own.source : `${own.source} Set by the config: ${changed.join(', ')}.`);
  const merged = { ...own, ...overrides, source };
  const result = recipeSchema.safeParse(merged);
  if (result.success) return result.data;
  const lines = describeIssues(result.error, recipeSchema, merged, ['recipe']);
  throw new UserError(
    'core',
    `The recipe of '${id}' is not valid: ${lines.join(' ')}`,
    'Correct it in the config, or in the plugin if the config has no recipe.',
  );
}
