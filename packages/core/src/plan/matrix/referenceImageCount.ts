/** How many test images the float64 interpreter computes; more would take minutes for a large network. */
export const referenceImageCount = 4;
