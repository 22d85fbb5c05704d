import { z } from 'zod';
import { recipeSchema } from './recipe.js';

const { shape } = recipeSchema;
/** `null` takes away what the recipe has. */
const removable = <Schema extends z.ZodType>(schema: z.ZodOptional<Schema>) =>
  z.union([schema.unwrap(), z.null()]).optional();

const overridesSchema = recipeSchema
  .omit({ budgetBasis: true })
  .partial()
  .extend({
    // Without the recipe's default, which would come back here as an override that nobody wrote.
    labelSmoothing: shape.labelSmoothing.unwrap().optional(),
    auxiliaryWeight: removable(shape.auxiliaryWeight),
    clipNorm: removable(shape.clipNorm),
    weightAverage: removable(shape.weightAverage),
    augmentation: removable(shape.augmentation),
    mixup: removable(shape.mixup),
    validation: removable(shape.validation),
  });
export type RecipeOverride = z.infer<typeof overridesSchema>;
export type RecipeOverrideInput = z.input<typeof overridesSchema>;

/**
 * Overrides of a recipe; anything left out comes from the architecture's own, or from the one of its recipes that
 * `name` says. A string alone is that name.
 */
export const recipeOverrideSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { name: value } : value),
  overridesSchema,
) as z.ZodType<RecipeOverride, RecipeOverrideInput | string>;
