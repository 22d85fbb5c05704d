/** How many test images the float64 interpreter computes: large ones take it seconds each. */
export function referenceImageCount(inputSize: number): number {
  if (inputSize >= 160) return 1;
  return inputSize > 64 ? 2 : 4;
}
