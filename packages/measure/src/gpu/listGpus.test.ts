import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { fileTree, type FileTree } from '../../../../test/support/fileTree.js';
import { listGpus } from './listGpus.js';

let tree: FileTree | undefined;
afterEach(() => tree?.remove());

function program(script: string): string {
  tree = fileTree();
  tree.write({ 'nvidia-smi': `#!/bin/sh\n${script}\n` });
  const path = join(tree.root, 'nvidia-smi');
  chmodSync(path, 0o755);
  return path;
}

it('lists GPUs by number and name', async () => {
  const path = program('echo "0, GPU-a, NVIDIA L4"; echo "1, GPU-b, NVIDIA H100 80GB HBM3"');
  expect(await listGpus(path)).toEqual([
    { index: 0, uuid: 'GPU-a', name: 'NVIDIA L4' },
    { index: 1, uuid: 'GPU-b', name: 'NVIDIA H100 80GB HBM3' },
  ]);
});

it('lists none where there is no answer', async () => {
  expect(await listGpus('/nowhere/nvidia-smi')).toEqual([]);
  expect(await listGpus(program('echo "No devices were found"; exit 6'))).toEqual([]);
});
