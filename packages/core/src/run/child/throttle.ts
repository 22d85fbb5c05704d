/** Says true at most once per interval, and the first time. */
export function everyMs(intervalMs: number): () => boolean {
  let next = -Infinity;
  return () => {
    const now = performance.now();
    if (now < next) return false;
    next = now + intervalMs;
    return true;
  };
}
