import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { executionProviders } from './executionProviders.js';
import { probe } from './probe.js';

/** As installed: the version is exact in this plugin's manifest. */
const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
const version = (JSON.parse(manifest) as { dependencies: Record<string, string> }).dependencies[
  'onnxruntime-node'
];

describe('probe', () => {
  it('finds the CPU and the version of the engine', async () => {
    expect(await probe('cpu')).toEqual({ available: true, engineVersion: version });
  });

  it('says why CUDA does not work and what to do, or that it does', async () => {
    const availability = await probe('cuda');
    if (availability.available) expect(availability.engineVersion).toBe(version);
    else
      expect(availability).toEqual({
        available: false,
        reason: expect.stringMatching(/driver|CUDA|cuDNN|provider/),
        remedy: expect.stringMatching(/driver|convbench setup cuda|nvidia-smi/),
      });
  });

  it('lists the devices where there is no such one', async () => {
    await expect(probe('tpu')).rejects.toThrow("no device 'tpu'");
    const devices = executionProviders()
      .map(({ device }) => device)
      .join(', ');
    await expect(probe('tpu')).rejects.toThrow(`Choose one of: ${devices}.`);
  });
});
