import type { RunResults } from '@convbench/spec';
import { mapTexts } from './mapTexts.js';
import { richResults } from './richResults.js';

/** The rich example with titles and class names of 300 characters, without a space in what was added. */
export function longNamedResults(): RunResults {
  return mapTexts(richResults(), (text, field) =>
    field === 'title' || field === 'classes' ? text.padEnd(300, 'n') : text,
  );
}
