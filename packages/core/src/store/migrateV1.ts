/**
 * Records of version 1 as version 2 has them. There a cell ran in one process and stood in one line; scenarios, the
 * machine's peak, the load of others and the GPU were not measured.
 */
type Json = Readonly<Record<string, unknown>>;

const notThen = { notMeasured: 'convbench did not measure this when the record was written' };

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter(isObject) : [];
const partOf = (value: unknown): Json => (isObject(value) ? value : {});

function migrateCell(cell: unknown): unknown {
  return isObject(cell) ? { scenario: 'latency', ...cell } : cell;
}

function migrateRun(record: Json): Json {
  const config = partOf(record.config);
  return {
    ...record,
    host: { cpuGovernor: null, onBattery: null, memoryLimitBytes: null, ...partOf(record.host) },
    config: {
      ...config,
      measuring: { targetPrecision: 0.01, ...partOf(config.measuring), rounds: 1 },
    },
    cells: listOf(record.cells).map(migrateCell),
  };
}

function migrateWarning(warning: Json): Json {
  // A load average over the CPUs: nearly what others took of them, and all that was known.
  return warning.kind === 'contended'
    ? { kind: 'contended', otherShare: Math.min(1, Number(warning.loadPerCpu)) }
    : warning;
}

function migrateCellRecord(record: Json): Json {
  const base = {
    ...record,
    cell: migrateCell(record.cell),
    round: 0,
    warnings: listOf(record.warnings).map(migrateWarning),
  };
  if (record.status !== 'measured') return base;
  const { accuracy, parity } = record;
  return {
    ...base,
    // Moved to `correctness` and `energy`.
    accuracy: undefined,
    parity: undefined,
    energyPerImageJoules: undefined,
    batchSizeRun: partOf(record.cell).batchSize,
    memory: {
      phases: [],
      curve: [],
      gpuProcessBytes: notThen,
      gpuDeviceBytes: notThen,
      ...partOf(record.memory),
    },
    gpu: notThen,
    energy: notThen,
    contention: { ownShare: notThen, otherShare: notThen },
    correctness: { accuracy, parity, predictions: notThen },
  };
}

/** One record of version 1, not yet validated, in the form of version 2. */
export function migrateV1(record: Json): Json {
  const current = { ...record, recordVersion: 2 };
  switch (record.type) {
    case 'run':
      return migrateRun(current);
    case 'cell':
      return migrateCellRecord(current);
    default:
      return current;
  }
}
