const MOST_NAMED = 4;

/** A title for networks or data sets from the command line, which the quickstart's would not tell of. */
export function titleOf({
  arch,
  dataset,
}: {
  readonly arch?: readonly string[];
  readonly dataset?: readonly string[];
}): string | undefined {
  if (arch === undefined && dataset === undefined) return undefined;
  const networks =
    arch === undefined
      ? 'Four networks'
      : arch.length > MOST_NAMED
        ? `${arch.length} networks`
        : arch.join(', ');
  return `${networks} on ${dataset?.join(', ') ?? 'Fashion-MNIST'}`;
}
