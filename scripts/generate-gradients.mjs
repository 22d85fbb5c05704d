/**
 * Writes test/fixtures/zooGradients.json: the float64 interpreter's training step of every case of the zoo.
 *
 *   npm run generate:gradients
 *
 * Takes the rows of graphs and an interpreter that did not change as they are. Says how far a new row is from the one
 * that it takes the place of, so that a change of the interpreter can be told from a mistake in it.
 */
import { writeFileSync } from 'node:fs';
import { createJiti } from 'jiti';

const jiti = createJiti(import.meta.url);
const load = (name) => jiti.import(`../test/support/${name}.ts`);
const { zooCases } = await load('zooCases');
const { distanceOf, unpackSketches } = await load('sketch');
const { fixtureRow, interpreterSha256, readZooFixture, zooOracle, ZOO_FIXTURE } =
  await load('zooFixture');

const before = readZooFixture();
const interpreter = interpreterSha256();
const cases = {};
const { networks, covering, operations } = await zooCases();
// What npm test needs comes first, and is kept where the rest is interrupted.
for (const zoo of new Set([...covering, ...operations, ...networks])) {
  const old = before.cases[zoo.name];
  const { oracle, step, stale } = zooOracle(before, zoo, interpreter);
  cases[zoo.name] = stale === undefined ? old : fixtureRow({ oracle, step });
  if (stale !== undefined) console.log(`${zoo.name}: ${stale}; ${changeOf(old, cases[zoo.name])}`);
  writeFileSync(ZOO_FIXTURE, `${JSON.stringify({ interpreter, cases }, null, 1)}\n`);
}

function changeOf(old, row) {
  if (old?.step !== row.step) return 'computed';
  const [before, after] = [old, row].map(({ sketches }) => unpackSketches(sketches));
  const most = Math.max(
    ...after.map((sketch, i) => distanceOf(sketch, before[i]) / (sketch.norm || 1)),
  );
  return `moved by ${most.toExponential(1)} of a tensor's norm at most`;
}
