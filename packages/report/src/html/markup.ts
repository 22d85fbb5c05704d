import { legible } from '@convbench/spec';

/** Text that is HTML or SVG already. Only `markup` and `trusted` make it. */
export class Markup {
  constructor(readonly text: string) {}
}

export type Part = Markup | string | number | false | null | undefined | readonly Part[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text made harmless inside elements and quoted attributes, and without marks that would turn the page's own text around. */
export function escapeHtml(text: string): string {
  return legible(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeHtml(part);
  if (typeof part === 'number') {
    if (!Number.isFinite(part)) throw new RangeError(`${part} has no place in a page.`);
    return String(part);
  }
  return part.map(render).join('');
}

/**
 * A template tag for HTML and SVG: whatever is put in is escaped, unless it is markup itself. Attributes must be
 * quoted. Lists are joined; `false`, `null` and `undefined` leave nothing; NaN throws a `RangeError`.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const text = strings.map((string, index) => string + render(parts[index])).join('');
  return new Markup(text);
}

/** Marks text of this package's own as markup. Never for anything that comes from results. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** JSON for a `<script type="application/json">`: cannot end the element, and is valid JSON still. */
export function jsonMarkup(value: unknown): Markup {
  const escaped = JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'string' ? legible(each) : each,
  ).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Markup(escaped);
}
