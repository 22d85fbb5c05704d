/**
 * Waits for what code of others promises, but not for ever. The timer keeps the process alive meanwhile.
 *
 * @throws what `late` makes, when nothing has come in time.
 */
export async function inTime<Value>(
  promise: Promise<Value>,
  limitMs: number,
  late: () => Error,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
