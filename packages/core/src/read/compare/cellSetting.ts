import { canonicalJson } from '@convbench/spec';
import type { Cell } from '@convbench/spec';

/** What two cells must have in common besides the network, to be compared within a run. */
export function settingOf({
  network,
  backend,
  dataset,
  scenario,
  batchSize,
  precision,
  threads,
}: Cell): string {
  const { inputSize, channels } = network.options;
  return canonicalJson([
    { inputSize, channels },
    [backend.name, backend.device],
    [dataset.name, dataset.options, dataset.checksum],
    [scenario, batchSize, precision, threads],
  ]);
}

/** The same network in the same setting, wherever it was measured; the number of threads is of the machine. */
export function counterpartOf(cell: Cell): string {
  const { network } = cell;
  return canonicalJson([network.id, network.options, settingOf({ ...cell, threads: 0 })]);
}

/** 'onnxruntime:cpu × 2, batch 1' */
export function describeSetting({ backend, scenario, batchSize, threads, network }: Cell): string {
  const { inputSize } = network.options;
  const amount =
    scenario === 'latency'
      ? `batch ${batchSize}`
      : scenario === 'throughput'
        ? `best batch up to ${batchSize}`
        : 'server, single images';
  return `${backend.name}:${backend.device} × ${threads}, ${amount}, ${String(inputSize)} px`;
}
