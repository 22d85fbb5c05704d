import { measuringSchema } from '@convbench/spec';
import { expect, it } from 'vitest';
import { steadyRule } from './steadyRule.js';

it('lets a cell last some seconds where power of its GPU is read, within what was asked for', () => {
  const rule = (changes: Record<string, number>, readsPower: boolean) =>
    steadyRule(measuringSchema.parse(changes), readsPower).minimumTimeMs;
  expect(rule({}, false)).toBe(500);
  expect(rule({}, true)).toBe(3500);
  expect(rule({ minimumTimeMs: 4000 }, true)).toBe(4000);
  expect(rule({ maximumTimeMs: 1000 }, true)).toBe(1000);
});
