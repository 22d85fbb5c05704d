import { describe, expect, it } from 'vitest';
import { withMeasured } from '../../../../test/support/changedResults.js';
import { exampleResults } from '../../../../test/support/exampleResults.js';
import { hostileResults } from '../../../../test/support/hostileResults.js';
import { realisticallyUnmeasured } from '../../../../test/support/realisticallyUnmeasured.js';
import { escapeMarkdown, renderMarkdown } from './markdown.js';

describe('renderMarkdown', () => {
  const text = renderMarkdown(exampleResults());

  it('has tables whose rows have as many columns as their heads', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    expect(tables).toHaveLength(3);
    for (const table of tables) {
      const columns = table.split('\n').map((row) => row.split(/(?<!\\)\|/).length);
      expect(new Set(columns).size).toBe(1);
    }
  });

  it('answers first, and shows failures, reasons, recipes, machine and method', () => {
    expect(text.split('\n')[6]).toMatch(/^\*\*VGG-11 is the fastest network/);
    expect(text).toContain('was killed in warm-up (SIGKILL)');
    expect(text).toContain('not measured: steady state was too short');
    expect(text).toContain('Learning rate: 0.05');
    expect(text).toContain('- Stop rule: Until the spread within the process');
    expect(text).toContain('- Processor: Example CPU');
    expect(text).not.toMatch(/undefined|NaN|null/);
  });

  it('says where weights come from that were not trained, once for each network', () => {
    const pretrained = { origin: 'net*.onnx', sha256: 'abc123' };
    const change = withMeasured((record) => ({ ...record, cell: { ...record.cell, pretrained } }));
    const lines = renderMarkdown(change).match(/^- .*came with its weights.*$/gm);
    expect(lines).toHaveLength(4);
    expect(lines?.[0]).toMatch(/^- \*\*NiN.*: net\\\*\.onnx, SHA-256 abc123$/);
  });

  it('drops a column that no cell has and says why', () => {
    const unmeasured = renderMarkdown(realisticallyUnmeasured());
    expect(unmeasured).not.toContain('Energy, mJ |');
    expect(unmeasured).toContain('Energy has no column: in every cell it is not measured');
  });

  it('lets no text of the results be HTML or break a table', () => {
    const hostile = renderMarkdown(hostileResults());
    expect(hostile).not.toMatch(/(?<!\\)<(?:script|img|!--)/);
    expect(hostile).toContain('\\<script\\>');
  });
});

it('escapes what Markdown reads', () => {
  expect(escapeMarkdown('a|b\n*c* [d](e) <f> &lt; `g` @h')).toBe(
    'a\\|b \\*c\\* \\[d\\](e) \\<f\\> &amp;lt; \\`g\\` @\u2060h',
  );
});
