import { z } from 'zod';

/**
 * The kinds of numbers that a network may be computed in. A device says which of them its engine can have. The list grows;
 * a reader of before refuses records with a value that it does not know.
 */
export const precisionSchema = z.enum(['float32']);
export type Precision = z.infer<typeof precisionSchema>;
