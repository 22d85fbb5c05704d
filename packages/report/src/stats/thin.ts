/** Evenly chosen items, at most `limit` (2 or more) of them; the first and the last are always kept. */
export function thin<Item>(items: readonly Item[], limit: number): readonly Item[] {
  if (items.length <= limit) return items;
  return Array.from({ length: limit }, (_, index) => {
    const at = Math.round((index * (items.length - 1)) / (limit - 1));
    return items[at] as Item;
  });
}

/**
 * Smallest and largest of each of at most `buckets` runs of neighbours, in order, so that a single stall among
 * thousands of samples stays visible.
 */
export function envelope(samples: readonly number[], buckets: number): readonly number[] {
  if (samples.length <= 2 * buckets) return samples;
  return Array.from({ length: buckets }, (_, index) => {
    const from = Math.floor((index * samples.length) / buckets);
    const to = Math.floor(((index + 1) * samples.length) / buckets);
    const run = samples.slice(from, to);
    const low = run.reduce((a, b) => Math.min(a, b));
    const high = run.reduce((a, b) => Math.max(a, b));
    return run.indexOf(low) <= run.indexOf(high) ? [low, high] : [high, low];
  }).flat();
}
