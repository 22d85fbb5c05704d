import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askNvidia, isOlder, ownGpu } from './nvidiaGpu.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-nvidia-'));
});
afterEach(() => rm(root, { recursive: true }));

/** Speaks as nvidia-smi does. */
async function program(script: string): Promise<string> {
  const path = join(root, 'nvidia-smi');
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

describe('askNvidia', () => {
  it('reads the facts of all GPUs', async () => {
    const path = await program(
      `echo "0, GPU-a, NVIDIA H100 80GB HBM3, 580.95.05, 81559, 9.0"; echo "1, GPU-b, NVIDIA L4, 580.95.05, [N/A], [N/A]"`,
    );
    expect(await askNvidia(path)).toEqual({
      gpus: [
        {
          index: 0,
          uuid: 'GPU-a',
          name: 'NVIDIA H100 80GB HBM3',
          driver: '580.95.05',
          computeCapability: '9.0',
          memoryBytes: 81559 * 2 ** 20,
        },
        {
          index: 1,
          uuid: 'GPU-b',
          name: 'NVIDIA L4',
          driver: '580.95.05',
          computeCapability: undefined,
          memoryBytes: undefined,
        },
      ],
    });
  });

  it('asks an old driver for less', async () => {
    const path = await program(
      `case "$1" in *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;; esac
echo "0, GPU-old, Tesla K80, 470.256.02, 11441"`,
    );
    expect(await askNvidia(path)).toMatchObject({
      gpus: [{ driver: '470.256.02', computeCapability: undefined }],
    });
  });

  it('tells what it says instead from what is not known', async () => {
    const failed = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.";
    expect(await askNvidia(await program(`echo "${failed}"; exit 9`))).toEqual({
      refusal: failed.slice(0, -1),
    });
    expect(await askNvidia(await program('echo "No devices were found"; exit 6'))).toEqual({
      refusal: 'No devices were found',
    });
    expect(await askNvidia(join(root, 'absent'))).toEqual({
      unknown: 'nvidia-smi cannot be started (ENOENT)',
    });
    expect(await askNvidia(await program('exec sleep 60'), 300)).toEqual({
      unknown: 'nvidia-smi did not answer in 0.3 s',
    });
  });
});

it('finds the GPU that a process sees', () => {
  const gpu = (index: number, uuid: string) => ({
    ...{ index, uuid, name: 'x', driver: '580.1' },
    ...{ computeCapability: undefined, memoryBytes: undefined },
  });
  const two = [gpu(0, 'GPU-aa'), gpu(1, 'GPU-bb')];
  expect(ownGpu(two, '1')?.uuid).toBe('GPU-bb');
  expect(ownGpu(two, 'GPU-b')?.index).toBe(1);
  expect(ownGpu(two, '')).toBeUndefined();
  expect(ownGpu(two.slice(1), 'MIG-x')?.index).toBe(1);
});

it('compares versions by their numbers', () => {
  expect(isOlder('535.104', '580.65.06')).toBe(true);
  expect(isOlder('580.65', '580.65.06')).toBe(true);
  expect(isOlder('580.65.06', '580.65.06')).toBe(false);
  expect(isOlder('1000.1', '580.65.06')).toBe(false);
});
