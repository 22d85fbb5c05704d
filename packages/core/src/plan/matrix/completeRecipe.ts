import { UserError, recipeSchema } from '@convbench/spec';
import type { BudgetBasis, Recipe, RecipeInput, RecipeOverride, Variant } from '@convbench/spec';
import { describeIssues } from '../config/describeIssues.js';

/** What `recipe` of a variant is called. */
export const DEFAULT_RECIPE = 'default';

function chosenRecipe({ id, recipe, recipes = {} }: RecipeOwner, name: string): RecipeInput {
  if (name === DEFAULT_RECIPE) return recipe;
  const chosen = Object.hasOwn(recipes, name) ? recipes[name] : undefined;
  if (chosen !== undefined) return chosen;
  throw new UserError(
    'core',
    `'${id}' has no recipe '${name}'.`,
    `Use one of: ${[DEFAULT_RECIPE, ...Object.keys(recipes)].join(', ')}.`,
  );
}

/** A budget that one network's entry sets is its own; one of the matrix is the same for all. */
function budgetBasis(matrix: RecipeOverride, entry: RecipeOverride): BudgetBasis {
  if (entry.budget !== undefined || matrix.budget === undefined) return 'own-recipe';
  return 'seconds' in matrix.budget ? 'equal-time' : 'equal-images';
}

export type RecipeOwner = Pick<Variant, 'id' | 'recipe' | 'recipes'>;

/**
 * The recipe of one training: the one of the architecture's that is asked for, under the matrix's overrides, under the
 * entry's. Its `source` says which values the config changed, its `budgetBasis` whose budget it is.
 */
export function completeRecipe(
  variant: RecipeOwner,
  matrix: RecipeOverride,
  entry: RecipeOverride = {},
): Recipe {
  const { name = DEFAULT_RECIPE, source: given, ...overrides } = { ...matrix, ...entry };
  const own = chosenRecipe(variant, name);
  const changed = Object.keys(overrides);
  const source =
    given ??
    (changed.length === 0 ? own.source : `${own.source} Set by the config: ${changed.join(', ')}.`);
  const basis = budgetBasis(matrix, entry);
  const merged = Object.fromEntries(
    Object.entries({ ...own, ...overrides, name, source, budgetBasis: basis }).filter(
      ([, value]) => value !== null,
    ),
  );
  const result = recipeSchema.safeParse(merged);
  if (result.success) return result.data;
  const lines = describeIssues(result.error, recipeSchema, merged, ['recipe']);
  throw new UserError(
    'core',
    `The recipe of '${variant.id}' is not valid: ${lines.join(' ')}`,
    'Correct it in the config, or in the plugin if the config has no recipe.',
  );
}
