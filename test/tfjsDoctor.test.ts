/** What `convbench doctor` says of engines that need more than npm brings. */
import { loadPlugins, probeBackend } from '@convbench/core';
import { expect, it } from 'vitest';
import { hasTfjsNode } from './support/hasTfjsNode.js';

const { backends } = await loadPlugins({ specifiers: [], directory: process.cwd() });
const { reference } = backends.find(({ plugin }) => plugin.name === 'tfjs')!;
const SLOW_MS = 120_000;

it(
  'names the CUDA libraries that a GPU engine lacks, or the set-up, and never falls back to the CPU',
  async () => {
    const availability = await probeBackend(reference, 'node-gpu-graph');
    // A machine with a GPU has nothing to name.
    if (availability.available) return;
    expect(availability.reason).toMatch(
      /^TensorFlow would run node-gpu-graph on the CPU: (these libraries are missing: lib\w+\.so\.\d+|it found no GPU)|^libtensorflow is not set up\.|is not installed\./,
    );
    expect(availability.remedy).toMatch(/driver|convbench setup tfjs gpu|nvidia-smi|npm install/);
  },
  SLOW_MS,
);

it.runIf(hasTfjsNode)(
  'names the version of libtensorflow',
  async () => {
    expect(await probeBackend(reference, 'node-graph')).toMatchObject({
      available: true,
      engineVersion: expect.stringMatching(/^4\.22\.0, libtensorflow 2\.\d+\.\d+$/),
    });
  },
  SLOW_MS,
);
