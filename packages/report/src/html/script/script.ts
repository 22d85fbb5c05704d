import { trusted } from '../markup.js';
import { filtering } from './filtering.js';
import { highlighting } from './highlighting.js';
import { permalink } from './permalink.js';
import { sorting } from './sorting.js';
import { theme } from './theme.js';

/**
 * The page's only script. Everything is on the page without it; it adds sorting, filters, highlighting, the switch
 * between light and dark, and links to what is chosen. Its parts share one scope and tell `changed()` of a choice.
 * It makes no markup from text and asks for nothing.
 */
const SCRIPT = `(() => {
  'use strict';
  const root = document.documentElement;
  root.classList.add('js');
  const byId = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  let listener = () => {};
  const changed = () => listener();
${[theme, sorting, filtering, highlighting, permalink].join('')}
})();`;

export const script = trusted(SCRIPT);
