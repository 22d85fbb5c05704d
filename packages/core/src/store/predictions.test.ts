import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readPredictions, writePredictions } from './predictions.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convbench-predictions-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
});

const predictions = {
  labels: Uint16Array.of(0, 1, 999, 3),
  predicted: Uint16Array.of(0, 999, 1, 258),
};

describe('predictions', () => {
  it('are read as they were written', async () => {
    const facts = await writePredictions(directory, 'abc', predictions);
    expect(facts).toMatchObject({ file: 'predictions/abc.u16.gz', images: 4 });
    expect(await readPredictions(directory, facts)).toEqual(predictions);
  });

  it('that are gone, or others than those of the record, are refused', async () => {
    const facts = await writePredictions(directory, 'abc', predictions);
    await expect(readPredictions(join(directory, 'x'), facts)).rejects.toThrow('cannot be read');
    await writeFile(join(directory, facts.file), 'other');
    await expect(readPredictions(directory, facts)).rejects.toThrow('not those of the record');
  });
});
