import type { GpuSample, Untold } from './gpuSample.js';
import { isTold } from './gpuSample.js';

/**
 * What is asked of nvidia-smi. Drivers know different names: one that this driver does not know is left out, and the
 * next name for the same thing is used. Power of the moment comes before the mean of the last second, which
 * `power.draw` is on newer GPUs (case M08).
 */
export const GPU_FIELDS = [
  'index',
  'uuid',
  'name',
  'memory.used',
  'memory.total',
  'power.draw.instant',
  'power.draw',
  'clocks.sm',
  'clocks.mem',
  'temperature.gpu',
  'utilization.gpu',
  'clocks_event_reasons.active',
  'clocks_throttle_reasons.active',
  'mig.mode.current',
] as const;
export type GpuField = (typeof GPU_FIELDS)[number];

/** Without these a line cannot be told from an error message. */
export const ESSENTIAL_FIELDS: readonly GpuField[] = ['index', 'uuid', 'name'];

/** The field that nvidia-smi does not know, if that is what it says. */
export function unknownField(line: string): GpuField | undefined {
  const name = /Field "([^"]+)" is not a valid field to query/.exec(line)?.[1];
  return GPU_FIELDS.find((field) => field === name);
}

/**
 * A line of `--format=csv,noheader,nounits` for these fields; undefined for anything else, such as an error message.
 */
export function parseGpuLine(
  line: string,
  fields: readonly GpuField[],
  timeMs: number,
): GpuSample | undefined {
  const parts = line.split(',').map((part) => part.trim());
  if (parts.length !== fields.length) return undefined;
  const text = (field: GpuField): string | undefined => parts[fields.indexOf(field)];
  const index = Number(text('index'));
  const uuid = text('uuid');
  const name = text('name');
  if (!Number.isInteger(index) || uuid === undefined || name === undefined) return undefined;
  const instant = number(text('power.draw.instant'));
  const averaged = number(text('power.draw'));
  const useInstant = isTold(instant);
  return {
    timeMs,
    index,
    uuid,
    name,
    memoryUsedBytes: scaled(text('memory.used'), 2 ** 20),
    memoryTotalBytes: scaled(text('memory.total'), 2 ** 20),
    powerWatts: useInstant ? instant : averaged,
    powerIsAveraged: !useInstant,
    smClockMhz: number(text('clocks.sm')),
    memoryClockMhz: number(text('clocks.mem')),
    temperatureCelsius: number(text('temperature.gpu')),
    utilization: scaled(text('utilization.gpu'), 0.01),
    throttleReasons: reasons(
      text('clocks_event_reasons.active') ?? text('clocks_throttle_reasons.active'),
    ),
    isPartitioned: text('mig.mode.current') === 'Enabled',
  };
}

function number(text: string | undefined): number | Untold {
  if (text === undefined) return { untold: 'this driver does not know the field' };
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : { untold: text === '' ? 'empty' : text };
}

function scaled(text: string | undefined, factor: number): number | Untold {
  const value = number(text);
  return isTold(value) ? value * factor : value;
}

/** Bits of NVML's nvmlClocksEventReasons. Idle is none: nothing asks for the clock then. */
const REASONS: readonly (readonly [bit: number, name: string])[] = [
  [0x2, 'applications clocks setting'],
  [0x4, 'software power cap'],
  [0x8, 'hardware slowdown'],
  [0x10, 'sync boost'],
  [0x20, 'software thermal slowdown'],
  [0x40, 'hardware thermal slowdown'],
  [0x80, 'hardware power brake slowdown'],
  [0x100, 'display clock setting'],
];

function reasons(text: string | undefined): readonly string[] | Untold {
  if (text === undefined) return { untold: 'this driver does not know the field' };
  if (!/^0x[0-9a-f]+$/i.test(text)) return { untold: text };
  const mask = BigInt(text);
  return REASONS.filter(([bit]) => (mask & BigInt(bit)) !== 0n).map(([, name]) => name);
}

/** Memory of one process on one GPU, a line of `--query-compute-apps=pid,gpu_uuid,used_memory`. */
export interface ProcessOnGpu {
  readonly pid: number;
  readonly uuid: string;
  readonly usedBytes: number | Untold;
}

export function parseProcessLine(line: string): ProcessOnGpu | undefined {
  const [pid, uuid, used, ...more] = line.split(',').map((part) => part.trim());
  if (more.length > 0 || uuid === undefined || !/^\d+$/.test(pid ?? '')) return undefined;
  return { pid: Number(pid), uuid, usedBytes: scaled(used, 2 ** 20) };
}
