import { UserError } from '@convbench/spec';
import type { CellTable, Row, Value } from './cellTable.js';

/** What of a table is wanted, as a user writes it. */
export interface Selection {
  /** Names of columns, in the order wanted; default: all. */
  readonly columns?: readonly string[] | undefined;
  /** Columns to sort by, the first above all; a minus before the name for descending. */
  readonly sort?: readonly string[] | undefined;
  /** Conditions that all have to hold: 'batch_size<=8', 'backend=onnxruntime', 'network~inception'. */
  readonly filter?: readonly string[] | undefined;
}

const CONDITION = /^\s*([A-Za-z0-9_]+)\s*(<=|>=|!=|=|<|>|~)\s*(.*?)\s*$/s;

function knownColumn(name: string, columns: readonly string[]): string {
  if (columns.includes(name)) return name;
  const part = name.replace(/_.*/, '');
  const like = columns.filter((column) => column.includes(part));
  throw new UserError(
    'report',
    `There is no column ${JSON.stringify(name)}.`,
    `Use one of ${(part !== '' && like.length > 0 ? like : columns).join(', ')}.`,
  );
}

type Test = (row: Row) => boolean;

function compareTo(operator: string, wanted: string): (value: Value) => boolean {
  const number = Number(wanted);
  const numeric = wanted !== '' && Number.isFinite(number);
  switch (operator) {
    case '=':
      return (value) =>
        typeof value === 'number' ? numeric && value === number : (value ?? '') === wanted;
    case '!=':
      return (value) =>
        typeof value === 'number' ? !numeric || value !== number : (value ?? '') !== wanted;
    case '~':
      return (value) =>
        String(value ?? '')
          .toLowerCase()
          .includes(wanted.toLowerCase());
    default:
      if (!numeric)
        throw new UserError(
          'report',
          `${JSON.stringify(wanted)} is no number to compare with.`,
          'Write numbers with a decimal point; text is compared with =, != and ~ (contains).',
        );
      // What was not measured is neither below nor above anything.
      return (value) => {
        if (typeof value !== 'number') return false;
        if (operator === '<') return value < number;
        if (operator === '>') return value > number;
        return operator === '<=' ? value <= number : value >= number;
      };
  }
}

function testOf(condition: string, columns: readonly string[]): Test {
  const [, name = '', operator = '', wanted = ''] = CONDITION.exec(condition) ?? [];
  if (operator === '')
    throw new UserError(
      'report',
      `${JSON.stringify(condition)} is no condition.`,
      "Write a column, one of = != < <= > >= ~ and a value: 'batch_size<=8'.",
    );
  const column = knownColumn(name, columns);
  const holds = compareTo(operator, wanted);
  return (row) => holds(row[column]);
}

/** Numbers before texts; what is missing comes last in either direction. */
function compareValues(a: Value, b: Value, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -sign : a > b ? sign : 0;
}

/**
 * Filters, sorts (stably) and chooses columns. Throws a `UserError` that names what there is for a column that there
 * is not, or a condition that cannot be read.
 */
export function selectRows({ columns, rows }: CellTable, selection: Selection): CellTable {
  const tests = (selection.filter ?? []).map((condition) => testOf(condition, columns));
  const order = (selection.sort ?? []).map((name) => ({
    column: knownColumn(name.replace(/^-/, ''), columns),
    sign: name.startsWith('-') ? -1 : 1,
  }));
  const kept = rows.filter((row) => tests.every((test) => test(row)));
  const sorted = [...kept].sort((a, b) => {
    for (const { column, sign } of order) {
      const compared = compareValues(a[column], b[column], sign);
      if (compared !== 0) return compared;
    }
    return 0;
  });
  const wanted = selection.columns?.map((name) => knownColumn(name, columns)) ?? columns;
  return { columns: wanted, rows: sorted };
}
