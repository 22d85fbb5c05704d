/** @file What the interpreter says of the zoo's training steps, kept so that it need not say it in every run. */
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { packSketches, unpackSketches } from './sketch.js';
import { computeZooOracle, type ZooOracle } from './zooOracle.js';
import type { ZooCase, ZooStep } from './zooStep.js';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export const ZOO_FIXTURE = folder('../fixtures/zooGradients.json');

interface FixtureRow extends Omit<ZooOracle, 'sketches'> {
  /** SHA-256 of all that the row is made from but the interpreter. */
  readonly step: string;
  readonly sketches: string;
}

export interface ZooFixture {
  /** SHA-256 of the interpreter's code without its comments. */
  readonly interpreter: string;
  /** By the name of the case. */
  readonly cases: Readonly<Record<string, FixtureRow>>;
}

export function readZooFixture(): ZooFixture {
  return existsSync(ZOO_FIXTURE)
    ? (JSON.parse(readFileSync(ZOO_FIXTURE, 'utf8')) as ZooFixture)
    : { interpreter: '', cases: {} };
}

/** Changes with the code of the interpreter, and not with its comments. */
export function interpreterSha256(): string {
  const root = folder('../../packages/graph/src/interpreter');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files)
    hash.update(
      ts.transpileModule(readFileSync(join(root, file), 'utf8'), {
        compilerOptions: { removeComments: true, target: ts.ScriptTarget.ES2023 },
      }).outputText,
    );
  return hash.digest('hex');
}

/** Enough of a filled tensor to tell whether it is filled in another way. */
const SAMPLE = 64;

function stepSha256({ training, start, feeds }: ZooStep): string {
  const hash = createHash('sha256');
  const { forward, ...step } = training;
  const { constants, ...network } = forward;
  hash.update(JSON.stringify({ ...step, forward: network }));
  for (const { name, values } of constants) update(hash.update(name), values);
  for (const [name, values] of start) update(hash.update(name), values.subarray(0, SAMPLE));
  for (const [name, values] of feeds.dropoutMasks) update(hash.update(name), values);
  update(hash, feeds.images);
  return update(hash, feeds.labels).digest('hex');
}

function update(hash: Hash, values: Float32Array | Int32Array): Hash {
  return hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}

/** The figures of a case; `stale` says why those of the fixture could not be used. */
export interface KnownOracle {
  readonly oracle: ZooOracle;
  readonly step: ZooStep;
  readonly stale: string | undefined;
}

/** From the fixture where that is of this graph and this interpreter; else computed here and now, which takes its time. */
export function zooOracle(fixture: ZooFixture, zoo: ZooCase, interpreter: string): KnownOracle {
  const row = fixture.cases[zoo.name];
  const known = row && { row, step: zoo.step(row.images) };
  const stale = stalenessOf(known, fixture.interpreter === interpreter);
  if (known !== undefined && stale === undefined) {
    const sketches = unpackSketches(known.row.sketches);
    return { oracle: { ...known.row, sketches }, step: known.step, stale };
  }
  const oracle = computeZooOracle(zoo);
  return { oracle, step: zoo.step(oracle.images), stale };
}

function stalenessOf(
  known: { readonly row: FixtureRow; readonly step: ZooStep } | undefined,
  isOfInterpreter: boolean,
): string | undefined {
  if (known === undefined) return 'it is not in the fixture';
  if (known.row.step !== stepSha256(known.step)) return 'its graph, start or images are others';
  return isOfInterpreter ? undefined : 'the interpreter is another one';
}

export function fixtureRow({ oracle, step }: Omit<KnownOracle, 'stale'>): FixtureRow {
  const { sketches, images, loss, correct } = oracle;
  return { step: stepSha256(step), images, loss, correct, sketches: packSketches(sketches) };
}
