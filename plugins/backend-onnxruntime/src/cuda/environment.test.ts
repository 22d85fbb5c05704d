import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cudaEnvironment } from './environment.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convbench-cuda-'));
});
afterEach(() => rm(directory, { recursive: true }));

const version = '1.30.0';
const environment = (current: Record<string, string>, index = 0) =>
  cudaEnvironment(current, { index, directory, version });

describe('cudaEnvironment', () => {
  it('leads to the libraries of the set-up, after those of the user', async () => {
    expect(await environment({})).not.toHaveProperty('LD_LIBRARY_PATH');
    const site = join(directory, 'cuda-1.30.0');
    await mkdir(join(site, 'onnxruntime', 'capi'), { recursive: true });
    await writeFile(join(site, 'onnxruntime', 'capi', 'libonnxruntime.so.1'), '');
    const folders = ['onnxruntime/capi', 'nvidia/cu13/lib', 'nvidia/cudnn/lib'];
    const set = folders.map((folder) => join(site, folder)).join(':');
    expect(await environment({})).toMatchObject({ LD_LIBRARY_PATH: set });
    expect(await environment({ LD_LIBRARY_PATH: '/own' })).toMatchObject({
      LD_LIBRARY_PATH: `/own:${set}`,
    });
    expect(
      await cudaEnvironment({}, { index: 0, directory, version: '1.31.0' }),
    ).not.toHaveProperty('LD_LIBRARY_PATH');
  });

  it('shows the GPU that was asked for', async () => {
    expect(await environment({}, 1)).toEqual({
      CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
      CUDA_VISIBLE_DEVICES: '1',
    });
  });
});
