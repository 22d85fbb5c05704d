import { parseConfig } from '@convbench/core';
import { describe, expect, it } from 'vitest';
import { studies } from './studies.js';
import { findStudies } from './run/findStudies.js';

describe.each(studies.map((study) => [study.id, study] as const))('%s', (id, study) => {
  it('says what is claimed, by whom, what decides and what would refute it', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    for (const text of [study.title, study.claim, study.source, study.statistic, study.refutedBy])
      expect(text.length).toBeGreaterThan(10);
  });

  it.each(['quick', 'full'] as const)('has valid matrices with names of their own, %s', (form) => {
    const matrices = study.matrices?.(form) ?? [];
    expect(new Set(matrices.map(({ name }) => name)).size).toBe(matrices.length);
    for (const { name, config } of matrices) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(() => parseConfig({ ...config, title: 'x', plugins: [] }, id)).not.toThrow();
    }
  });
});

it('are numbered 1 to 13, and found by id and number', () => {
  expect(studies.map(({ number }) => number)).toEqual(studies.map((_, index) => index + 1));
  expect(studies).toHaveLength(13);
  expect(findStudies(['11', 'bottleneck']).map(({ number }) => number)).toEqual([2, 11]);
  expect(findStudies(['all'])).toEqual(studies);
  expect(() => findStudies(['botleneck'])).toThrow(/no study 'botleneck'.*bottleneck/s);
});
