import type { ReportFile, ReporterPlugin, RunResults } from '@convbench/spec';
import { validateHeader } from '../plan/plugins/validateHeader.js';
import type { TestFramework } from './framework.js';
import {
  accidentFaults,
  escapingFaults,
  fileFaults,
  formulaFaults,
  textOf,
} from './testReporterFaults.js';
import { exampleResults } from './testReporterResults.js';
import { formula, hostileText, poisonedResults, resultShapes } from './testReporterShapes.js';

const asText = (files: readonly ReportFile[]) => files.map((file) => [file.path, textOf(file)]);

/** Runs with another clock and other random numbers, as on another day. */
async function onAnotherDay<T>(day: number, run: () => T | Promise<T>): Promise<T> {
  const { Date: realDate } = globalThis;
  const { random } = Math;
  const now = 86_400_000 * day + 1_234_567;
  class OtherDate extends realDate {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [now] : given) as [number]));
    }
    static override now() {
      return now;
    }
  }
  let state = day;
  globalThis.Date = OtherDate as DateConstructor;
  Math.random = () => (state = (state * 0.73 + 0.19) % 1);
  try {
    return await run();
  } finally {
    globalThis.Date = realDate;
    Math.random = random;
  }
}

/**
 * The conformance suite of a reporter: it renders results of every shape that a run can leave behind. Run it in a test
 * file with the `describe`, `it` and `expect` of your runner.
 */
export function testReporter(plugin: ReporterPlugin, framework: TestFramework): void {
  const { describe, it, expect } = framework;
  const render = async (results: RunResults) => plugin.render(results);

  describe(`reporter '${plugin.name}'`, () => {
    it('has a valid header', () => {
      validateHeader(plugin, plugin.name);
    });

    for (const [shape, results] of Object.entries(resultShapes()))
      it(`renders ${shape}`, async () => {
        const files = await render(results);
        expect(fileFaults(files)).toEqual([]);
        expect(accidentFaults(files)).toEqual([]);
      });

    it('gives the same bytes for the same results, on any day', async () => {
      const first = await onAnotherDay(20_000, () => render(exampleResults()));
      const second = await onAnotherDay(21_111, () => render(exampleResults()));
      expect(asText(second), 'it reads a clock or draws random numbers').toEqual(asText(first));
    });

    it('leaves the results as they are', async () => {
      const results = exampleResults();
      await render(results);
      expect(results, 'it changes the results that it is given').toEqual(exampleResults());
    });

    it('says something else of other results', async () => {
      const results = exampleResults();
      const other = { ...results, cells: results.cells.slice(1) };
      const same =
        JSON.stringify(asText(await render(other))) ===
        JSON.stringify(asText(await render(results)));
      expect(same, 'a cell more or less changes nothing').toBe(false);
    });

    it('lets no text of the results out of its place', async () => {
      const poisoned = await render(poisonedResults(hostileText));
      expect(escapingFaults(poisoned, await render(exampleResults()))).toEqual([]);
    });

    it('gives a spreadsheet nothing to compute', async () => {
      expect(formulaFaults(await render(poisonedResults(formula)))).toEqual([]);
    });
  });
}
