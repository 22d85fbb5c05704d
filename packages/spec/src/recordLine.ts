/**
 * The lines of `results.jsonl`. What many records share stands once, on a line of its own before the first line that
 * refers to it: machines, networks, data sets, and what follows from a graph. A record refers to them by id, and to a cell
 * of the plan by the cell's id. Lists of like rows are written as columns, so that names stand once. The first line that
 * is not shared is the run's.
 */
import { z } from 'zod';
import { cellSchema, datasetFactsSchema, networkSchema } from './cell.js';
import { hostSchema } from './host.js';
import { memoryPointSchema, memorySchema } from './measurement.js';
import {
  cellRecordSchema,
  curvePointSchema,
  endRecordSchema,
  peakRecordSchema,
  runRecordSchema,
  trainingRecordSchema,
  versioned,
} from './record.js';
import { staticCostSchema } from './staticCost.js';

/** What stands on a line of its own, by the type of the line. */
export const sharedSchemas = {
  host: hostSchema,
  network: networkSchema,
  dataset: datasetFactsSchema,
  static: staticCostSchema,
};
export type SharedKind = keyof typeof sharedSchemas;
export type SharedContent = {
  readonly [Kind in SharedKind]: z.infer<(typeof sharedSchemas)[Kind]>;
};

/** A short hash of the content, unique among the lines of its type. */
const id = z.string().min(1);

const sharedLine = <Kind extends SharedKind>(kind: Kind) =>
  z.object({ type: z.literal(kind), ...versioned, id, content: sharedSchemas[kind] });

const sharedLineSchemas = {
  host: sharedLine('host'),
  network: sharedLine('network'),
  dataset: sharedLine('dataset'),
  static: sharedLine('static'),
};
export type SharedLine<Kind extends SharedKind = SharedKind> = {
  readonly [Each in Kind]: {
    readonly type: Each;
    readonly recordVersion: typeof versioned.recordVersion.value;
    readonly id: string;
    readonly content: SharedContent[Each];
  };
}[Kind];

type Columns<Shape extends z.ZodRawShape> = { [Key in keyof Shape]: z.ZodArray<Shape[Key]> };

/** A list of rows by its columns, all of one length. A member that a row may lack cannot be a column. */
function columnsOf<Shape extends z.ZodRawShape>(row: z.ZodObject<Shape>) {
  const columns = Object.fromEntries(
    Object.entries(row.shape).map(([name, schema]) => [name, z.array(schema)]),
  ) as Columns<Shape>;
  return z
    .object(columns)
    .refine(
      (lists) => new Set(Object.values(lists).map((list) => (list as unknown[]).length)).size === 1,
      'columns of one length',
    );
}

const sharedOfNetwork = { network: id, dataset: id };

/** A cell, with ids of its network and its data set. */
export const cellEntrySchema = cellSchema.extend(sharedOfNetwork);
export type CellEntry = z.infer<typeof cellEntrySchema>;

const [doneTraining, failedTraining] = trainingRecordSchema.options;
const [measuredCell, failedCell] = cellRecordSchema.options;

const ofTraining = { ...sharedOfNetwork, host: id };
const ofCell = {
  host: id,
  /** Whole where the plan does not hold it: a smaller batch. */
  cell: z.union([id, cellEntrySchema]),
};

/** By type. */
export const lineSchemas = {
  ...sharedLineSchemas,
  run: runRecordSchema.extend({ host: id, cells: z.array(cellEntrySchema) }),
  training: z.discriminatedUnion('status', [
    doneTraining.extend({ ...ofTraining, curve: columnsOf(curvePointSchema) }),
    failedTraining.extend(ofTraining),
  ]),
  peak: peakRecordSchema.extend({ host: id }),
  end: endRecordSchema,
  cell: z.discriminatedUnion('status', [
    measuredCell.extend({
      ...ofCell,
      static: id,
      memory: memorySchema.extend({ curve: columnsOf(memoryPointSchema) }),
    }),
    failedCell.extend(ofCell),
  ]),
};

export const resultLineSchema = z.union([
  lineSchemas.host,
  lineSchemas.network,
  lineSchemas.dataset,
  lineSchemas.static,
  lineSchemas.run,
  lineSchemas.training,
  lineSchemas.peak,
  lineSchemas.cell,
  lineSchemas.end,
]);
export type ResultLine = z.infer<typeof resultLineSchema>;
