import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { studyResult as resultOf } from '../../../../test/support/studyResult.js';
import { studyResultSchema } from '../result.js';
import { renderPages } from './pages.js';

describe('renderPages', () => {
  const pages = renderPages([resultOf('plain words')]);
  const contentOf = (path: string) => pages.find((page) => page.path === path)?.content ?? '';

  it('makes an index and a page for each study, in HTML and Markdown', () => {
    expect(pages.map(({ path }) => path)).toEqual([
      'index.html',
      'README.md',
      'a-study.html',
      'a-study.md',
    ]);
    expect(contentOf('index.html')).toContain('href="a-study.html"');
    expect(contentOf('README.md')).toContain('(a-study.md)');
  });

  it('shows the verdict, every effect with its interval and what it has to be', () => {
    for (const path of ['a-study.html', 'a-study.md']) {
      expect(contentOf(path)).toContain('cannot tell here');
      expect(contentOf(path)).toContain('0.500 × (0.400 to 0.600)');
      expect(contentOf(path)).toContain('at most 0.55');
      expect(contentOf(path)).toContain('npx convbench study run a-study --quick');
    }
  });

  it('gives the same bytes again, also from results that were written and read', () => {
    const read = studyResultSchema.parse(JSON.parse(JSON.stringify(resultOf('plain words'))));
    expect(renderPages([read])).toEqual(pages);
  });

  it('lets no text become markup, whatever stands in it', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom(
        '<script>alert(1)</script>',
        '"><img src=x onerror=alert(1)>',
        "' onmouseover='alert(1)",
        '</style><script>',
        '</title></head>',
        '[a](javascript:alert(1))',
        '![x](http://example.org)',
        '| a | b |\n# x\n<b>',
        '&lt;script&gt;',
        '`code` **bold**',
      ),
    );
    /** Tags with the names of their attributes, in order. */
    const structureOf = (html: string) =>
      [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""')).join('');
    const plain = new Map(
      renderPages([resultOf('words')]).map((page) => [page.path, page.content]),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        if (text === '') return;
        for (const { path, content } of renderPages([resultOf(text)])) {
          if (path.endsWith('.html')) {
            expect(structureOf(content)).toBe(structureOf(plain.get(path) ?? ''));
          } else {
            expect(content).not.toMatch(/<[a-z/!]/i);
            expect(content).not.toMatch(/(?<!\\)\]\((?!a-study\.md)/);
            expect(content.split('\n').length).toBe((plain.get(path) ?? '').split('\n').length);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
