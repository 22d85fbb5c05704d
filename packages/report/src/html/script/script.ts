import { trusted } from '../markup.js';
import { filtering } from './filtering.js';
import { highlighting } from './highlighting.js';
import { live } from './live.js';
import { paging } from './paging.js';
import { permalink } from './permalink.js';
import { picking } from './picking.js';
import { sorting } from './sorting.js';
import { theme } from './theme.js';

/**
 * The page's only script. Everything is on the page without it; it adds sorting, filters, highlighting, sliders to pick by, the switch
 * between light and dark, and links to what is chosen. Its parts share one scope and tell `changed()` of a choice.
 * It makes no markup from text and asks for nothing.
 */
const scriptOf = (parts: readonly string[]) => `(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  let listener = () => {};
  const changed = () => listener();
${parts.join('')}
})();`;

const PARTS = [theme, sorting, filtering, highlighting, picking, permalink, paging];

export const script = trusted(scriptOf(PARTS));
/** Of a page that is served while its run goes on. */
export const liveScript = trusted(scriptOf([...PARTS, live]));
