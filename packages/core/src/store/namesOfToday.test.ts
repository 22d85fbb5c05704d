import { readFile, writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cellId } from '../plan/matrix/cellId.js';
import { readResults } from './readResults.js';

const repository = new URL('../../../../', import.meta.url);
const fixture = (version: number) =>
  fileURLToPath(new URL(`test/fixtures/records/results-v${version}.jsonl`, repository));

describe.each([1, 2, 3])('records of version %i', (version) => {
  it('have the key of the weights by its name of then, and are read with its name of today', async () => {
    const text = await readFile(fixture(version), 'utf8');
    const written = [...text.matchAll(/"trainingKey":"([0-9a-f]+)"/g)].map(([, key]) => key);
    const { run, cells } = await readResults(fixture(version));
    const keys = new Set(run.cells.map(({ weightsKey }) => weightsKey));
    expect(keys).toEqual(new Set(written));
    for (const { rounds } of cells)
      for (const { cell } of rounds) {
        expect(keys).toContain(cell.weightsKey);
        expect(cell).not.toHaveProperty('trainingKey');
      }
  });
});

it.each(['reports/ten-epochs-fashion-mnist', 'test/fixtures/records/results-v3.jsonl'])(
  'a cell has the id that it is given today: %s',
  async (path) => {
    const { run } = await readResults(fileURLToPath(new URL(path, repository)));
    for (const { id, ...cell } of run.cells) expect(cellId(cell)).toBe(id);
  },
);

it('lines of today are read as they stand', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-names-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'results.jsonl');
  const text = await readFile(fixture(3), 'utf8');
  await writeFile(path, text.replaceAll('"trainingKey"', '"weightsKey"'));
  expect(await readResults(path)).toEqual(await readResults(fixture(3)));
});
