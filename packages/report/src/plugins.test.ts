import { testReporter } from '@convbench/core/testing';
import { API_VERSION } from '@convbench/spec';
import { describe, expect, it } from 'vitest';
import { exampleResults } from '../../../test/support/exampleResults.js';
import reporters from './plugins.js';

describe.each(reporters.map((reporter) => [reporter.name, reporter] as const))(
  '%s',
  (_, reporter) => {
    it('is a reporter that gives one text file, the same every time', async () => {
      expect(reporter).toMatchObject({ kind: 'reporter', apiVersion: API_VERSION });
      const results = exampleResults();
      const copy = structuredClone(results);
      const files = await reporter.render(results);
      expect(files).toHaveLength(1);
      expect(files[0]?.path).toMatch(/^[a-z]+\.[a-z]+$/);
      expect(await reporter.render(exampleResults())).toEqual(files);
      expect(results).toEqual(copy);
    });
  },
);

it('has the four names that a config may say', () => {
  expect(reporters.map(({ name }) => name)).toEqual(['csv', 'markdown', 'json', 'html']);
});

for (const reporter of reporters) testReporter(reporter, { describe, it, expect });
