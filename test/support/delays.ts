/** Numbers from 0 to 1, the same in every run of a check: a linear congruential generator. */
export function delays(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}
