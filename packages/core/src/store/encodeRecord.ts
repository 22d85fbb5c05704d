import {
  RECORD_VERSION,
  cellSchema,
  curvePointSchema,
  memoryPointSchema,
  sharedSchemas,
} from '@convbench/spec';
import type {
  Cell,
  CellEntry,
  ResultLine,
  ResultRecord,
  SharedContent,
  SharedKind,
} from '@convbench/spec';
import { canonicalJson } from '@convbench/spec';
import { toColumns } from './columns.js';
import { partId } from './sharedParts.js';
import type { Plan, SharedParts } from './sharedParts.js';
import type { RecordLine } from './wholeRecord.js';

type Refer = <Kind extends SharedKind>(type: Kind, content: SharedContent[Kind]) => string;

/**
 * The lines that tell a record, in their order: what it shares with others, as far as no line has told it yet, and then the
 * record. They are not validated. Throws for a record that comes before the run's.
 */
export function encodeRecord(record: ResultRecord, { byId, plan }: SharedParts): ResultLine[] {
  const fresh = new Map<string, ResultLine>();
  const ids = new Map<object, string>();
  const refer: Refer = (type, given) => {
    const before = ids.get(given);
    if (before !== undefined) return before;
    // Without what the caller knows beyond the contract. What is wrong with it is said when the line is checked.
    const content = sharedSchemas[type].safeParse(given).data ?? given;
    const id = partId(content);
    ids.set(given, id);
    const line = { type, recordVersion: RECORD_VERSION, id, content } as ResultLine;
    if (!byId[type].has(id)) fresh.set(`${type} ${id}`, line);
    return id;
  };
  const line = lineOf(record, refer, plan);
  return [...fresh.values(), line];
}

const entryOf = (cell: Cell, refer: Refer): CellEntry => ({
  ...cell,
  network: refer('network', cell.network),
  dataset: refer('dataset', cell.dataset),
});

/** By content too: a record that says something else than the plan stays what it is. */
function isPlanned(cell: Cell, { cells }: Plan): boolean {
  const planned = cells.get(cell.id);
  const content = (each: Cell | undefined) => canonicalJson(cellSchema.safeParse(each).data);
  return planned === cell || (planned !== undefined && content(planned) === content(cell));
}

function lineOf(record: ResultRecord, refer: Refer, plan: Plan | undefined): RecordLine {
  if (record.type === 'run') {
    const cells = record.cells.map((cell) => entryOf(cell, refer));
    return { ...record, host: refer('host', record.host), cells };
  }
  if (plan === undefined)
    throw new Error(`[convbench] [core] A ${record.type} is not what a run begins with.`);
  if (record.type === 'end') return record;
  const host = refer('host', record.host ?? plan.host);
  switch (record.type) {
    case 'peak':
      return { ...record, host };
    case 'training': {
      const network = refer('network', record.network);
      const shared = { host, network, dataset: refer('dataset', record.dataset) };
      return record.status === 'failed'
        ? { ...record, ...shared }
        : { ...record, ...shared, curve: toColumns(record.curve, curvePointSchema) };
    }
    case 'cell': {
      const planned = isPlanned(record.cell, plan);
      const cell = planned ? record.cell.id : entryOf(record.cell, refer);
      if (record.status === 'failed') return { ...record, host, cell };
      const curve = toColumns(record.memory.curve, memoryPointSchema);
      return {
        ...record,
        host,
        cell,
        static: refer('static', record.static),
        memory: { ...record.memory, curve },
      };
    }
  }
}
