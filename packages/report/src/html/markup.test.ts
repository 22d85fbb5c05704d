import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeHtml, jsonMarkup, markup, trusted } from './markup.js';

describe('markup', () => {
  it('escapes text, in elements and attributes', () => {
    const name = `<script>"'&`;
    expect(markup`<p title="${name}">${name}</p>`.text).toBe(
      '<p title="&lt;script&gt;&quot;&#39;&amp;">&lt;script&gt;&quot;&#39;&amp;</p>',
    );
  });

  it('leaves markup alone, joins lists, prints nothing for nothing and 0 for 0', () => {
    expect(markup`${[markup`<i>1</i>`, 'a<b', 0]}${false}${null}${undefined}`.text).toBe(
      '<i>1</i>a&lt;b0',
    );
    expect(markup`${trusted('<hr>')}`.text).toBe('<hr>');
  });

  it.each([NaN, Infinity])('refuses %d', (value) => {
    expect(() => markup`<rect x="${value}"/>`).toThrow(RangeError);
  });

  it('lets no text through that could begin or end anything', () => {
    const text = fc.string({ unit: fc.constantFrom(...`<>"'&a;`) });
    fc.assert(
      fc.property(text, (hostile) => {
        expect(escapeHtml(hostile)).not.toMatch(/[<>"']/);
      }),
    );
  });
});

describe('jsonMarkup', () => {
  it('cannot end a script and is the same JSON', () => {
    const value = { a: '</script><!--&\u2028', b: [1, null] };
    const { text } = jsonMarkup(value);
    expect(text).not.toMatch(/[<>&\u2028]/);
    expect(JSON.parse(text)).toEqual(value);
  });
});
