import type { z } from '@convbench/spec';

type Columns<Row> = { [Name in keyof Row]: Row[Name][] };

/** Rows by the members of their schema, so that each name stands once. */
export function toColumns<Row extends object>(
  rows: readonly Row[],
  schema: z.ZodType<Row> & { readonly shape: object },
): Columns<Row> {
  const names = Object.keys(schema.shape) as (keyof Row)[];
  return Object.fromEntries(
    names.map((name) => [name, rows.map((row) => row[name])]),
  ) as Columns<Row>;
}

/** The rows again, in their order. All columns are of one length. */
export function fromColumns<Row extends object>(columns: Columns<Row>): Row[] {
  const entries = Object.entries<readonly unknown[]>(columns);
  const length = entries[0]?.[1].length ?? 0;
  return Array.from(
    { length },
    (_, index) => Object.fromEntries(entries.map(([name, column]) => [name, column[index]])) as Row,
  );
}
