/** Pixels to a tenth: what an eye can see, in few characters. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
