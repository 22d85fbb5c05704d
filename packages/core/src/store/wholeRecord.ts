import type {
  Cell,
  CellEntry,
  CellRecord,
  ResultLine,
  ResultRecord,
  RunRecord,
  SharedContent,
  SharedKind,
  SharedLine,
  TrainingRecord,
} from '@convbench/spec';
import { fromColumns } from './columns.js';
import type { SharedParts } from './sharedParts.js';

export type RecordLine = Exclude<ResultLine, SharedLine>;
type LineOf<Type extends RecordLine['type']> = Extract<RecordLine, { type: Type }>;

/** A line that refers to something that no line before it tells. The message goes on from 'Line 3'. */
export class DanglingReference extends Error {}

/** The record of a line, with everything that it refers to. Throws a `DanglingReference`. */
export function wholeRecord(line: RecordLine, parts: SharedParts): ResultRecord {
  switch (line.type) {
    case 'run':
      return wholeRun(line, parts);
    case 'training':
      return wholeTraining(line, parts);
    case 'peak': {
      const { host, ...rest } = line;
      return { ...rest, ...placeOf(host, parts) };
    }
    case 'cell':
      return wholeRound(line, parts);
    case 'end':
      return line;
  }
}

function find<Kind extends SharedKind>(
  { byId }: SharedParts,
  kind: Kind,
  id: string,
): SharedContent[Kind] {
  const content = byId[kind].get(id);
  if (content !== undefined) return content;
  throw new DanglingReference(`refers to the ${kind} ${id}, which no line before it tells.`);
}

function wholeCell(entry: CellEntry, parts: SharedParts): Cell {
  const network = find(parts, 'network', entry.network);
  return { ...entry, network, dataset: find(parts, 'dataset', entry.dataset) };
}

/** The run's own host is not repeated in memory. */
function placeOf(id: string, parts: SharedParts) {
  return id === parts.plan?.hostId ? {} : { host: find(parts, 'host', id) };
}

function wholeRun(line: LineOf<'run'>, parts: SharedParts): RunRecord {
  const host = find(parts, 'host', line.host);
  return { ...line, host, cells: line.cells.map((entry) => wholeCell(entry, parts)) };
}

function wholeTraining(line: LineOf<'training'>, parts: SharedParts): TrainingRecord {
  const { host, ...rest } = line;
  const shared = {
    ...placeOf(host, parts),
    network: find(parts, 'network', line.network),
    dataset: find(parts, 'dataset', line.dataset),
  };
  return rest.status === 'failed'
    ? { ...rest, ...shared }
    : { ...rest, ...shared, curve: fromColumns(rest.curve) };
}

function wholeRound(line: LineOf<'cell'>, parts: SharedParts): CellRecord {
  const { host, ...rest } = line;
  const shared = { ...placeOf(host, parts), cell: cellOf(line.cell, parts) };
  if (rest.status === 'failed') return { ...rest, ...shared };
  const { memory } = rest;
  return {
    ...rest,
    ...shared,
    static: find(parts, 'static', rest.static),
    memory: { ...memory, curve: fromColumns(memory.curve) },
  };
}

function cellOf(reference: string | CellEntry, parts: SharedParts): Cell {
  if (typeof reference !== 'string') return wholeCell(reference, parts);
  const planned = parts.plan?.cells.get(reference);
  if (planned !== undefined) return planned;
  throw new DanglingReference(`has the cell ${reference}, which the run does not plan.`);
}
