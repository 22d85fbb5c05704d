import { judgeCriterion, studyResultSchema } from '@convbench/study';
import type { StudyResult } from '@convbench/study';

/** A result with one of everything, whose texts are all the same. */
export function studyResult(text: string): StudyResult {
  return studyResultSchema.parse({
    studyVersion: 1,
    id: 'a-study',
    number: 1,
    title: text,
    claim: text,
    source: text,
    statistic: text,
    refutedBy: text,
    form: 'quick',
    convbenchVersion: '0.1.0',
    verdict: 'cannot-tell',
    answer: text,
    criteria: [
      judgeCriterion({
        name: text || 'x',
        role: 'decides',
        effect: { value: 0.5, interval: { low: 0.4, high: 0.6, confidence: 0.95 } },
        unit: '×',
        atMost: 0.55,
      }),
    ],
    limits: [text],
    tables: [
      {
        title: text || 'x',
        columns: [
          { title: text, unit: text },
          { title: 'value', unit: 'ms' },
        ],
        rows: [
          [text, { value: 1.234567 }],
          [text, { notMeasured: text || 'x' }],
        ],
        note: text,
      },
    ],
    charts: [
      {
        title: text || 'x',
        x: { title: text, logarithmic: true },
        y: { title: text, logarithmic: false },
        points: [
          { x: 1, y: { value: 1 }, label: text, group: text },
          {
            x: 100,
            y: { value: 2, interval: { low: 1, high: 3, confidence: 0.95 } },
            label: '',
            group: 'another group',
          },
        ],
      },
    ],
    runs: [
      {
        name: text,
        runId: text,
        startedAt: '2026-11-25T09:00:00.000Z',
        host: {
          os: text,
          kernel: text,
          cpuModel: text,
          physicalCores: 1,
          logicalCores: 2,
          allowedCpus: 2,
          cpuMaxMhz: null,
          cpuGovernor: null,
          onBattery: null,
          memoryBytes: 1,
          memoryLimitBytes: null,
          virtualMachine: null,
          gpus: [],
          nodeVersion: 'v20',
        },
        engines: [text],
        processes: 3,
        warnings: [{ kind: text, processes: 1 }],
      },
    ],
  });
}
