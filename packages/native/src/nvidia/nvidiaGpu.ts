/** @file What NVIDIA's driver says of a GPU, through nvidia-smi. */
import { execFile } from 'node:child_process';

export interface NvidiaGpu {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly driver: string;
  /** Such as '9.0'; undefined where the driver is too old to tell. */
  readonly computeCapability: string | undefined;
  readonly memoryBytes: number | undefined;
}

export type NvidiaAnswer =
  | { readonly gpus: readonly NvidiaGpu[] }
  /** nvidia-smi is not there, or did not answer in time: nothing is known. */
  | { readonly unknown: string }
  /** What it says instead. */
  | { readonly refusal: string };

const FIELDS = ['index', 'uuid', 'name', 'driver_version', 'memory.total'];
const TIME_LIMIT_MS = 20_000;

/** Asks once; the first answer takes seconds where no other program keeps the driver awake. */
export async function askNvidia(
  executable = 'nvidia-smi',
  timeLimitMs = TIME_LIMIT_MS,
): Promise<NvidiaAnswer> {
  const all = await ask(executable, [...FIELDS, 'compute_cap'], timeLimitMs);
  // Drivers before 510 do not know the last field.
  return 'refusal' in all && /not a valid field/.test(all.refusal)
    ? ask(executable, FIELDS, timeLimitMs)
    : all;
}

function ask(
  executable: string,
  fields: readonly string[],
  timeLimitMs: number,
): Promise<NvidiaAnswer> {
  const args = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits'];
  return new Promise((resolve) => {
    // SIGKILL: one that waits for a driver that hangs obeys nothing else.
    const options = { timeout: timeLimitMs, killSignal: 'SIGKILL' as const };
    execFile(executable, args, options, (error, stdout, stderr) => {
      const gpus = stdout.split('\n').flatMap(parseLine);
      if (gpus.length > 0) resolve({ gpus });
      else if (error !== null && typeof error.code === 'string')
        resolve({ unknown: `nvidia-smi cannot be started (${error.code})` });
      else if (error?.killed === true)
        resolve({ unknown: `nvidia-smi did not answer in ${timeLimitMs / 1000} s` });
      else resolve({ refusal: firstLine(stdout) ?? firstLine(stderr) ?? 'nothing' });
    });
  });
}

function parseLine(line: string): readonly NvidiaGpu[] {
  const [index = '', uuid, name, driver = '', memory, capability] = line
    .split(',')
    .map((part) => part.trim());
  if (!/^\d+$/.test(index) || uuid === undefined || name === undefined) return [];
  if (!/^\d+\.\d+/.test(driver)) return [];
  const mebibytes = /^\d+$/.test(memory ?? '') ? Number(memory) : undefined;
  return [
    {
      index: Number(index),
      uuid,
      name,
      driver,
      computeCapability: /^\d+\.\d+$/.test(capability ?? '') ? capability : undefined,
      memoryBytes: mebibytes === undefined ? undefined : mebibytes * 2 ** 20,
    },
  ];
}

function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.trim() !== '')
    ?.trim()
    .replace(/\.$/, '');
}

/** The GPU that this process computes on: the only one that it sees. */
export function ownGpu(
  gpus: readonly NvidiaGpu[],
  visible: string | undefined = process.env['CUDA_VISIBLE_DEVICES'],
): NvidiaGpu | undefined {
  const [first = '0'] = (visible ?? '0').split(',');
  return gpus.length === 1
    ? gpus[0]
    : gpus.find(({ index, uuid }) =>
        /^\d+$/.test(first) ? index === Number(first) : first !== '' && uuid.startsWith(first),
      );
}

/** Whether a version is before another: '535.104' before '580.65.06'. */
export function isOlder(version: string, than: string): boolean {
  const [numbers, others] = [version, than].map((text) => text.split('.').map(Number));
  for (const [i, number] of (others ?? []).entries()) {
    const own = numbers?.[i] ?? 0;
    if (own !== number) return own < number;
  }
  return false;
}
