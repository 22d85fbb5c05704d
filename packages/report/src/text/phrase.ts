import type { PrintedFigure } from '../format/figure.js';
import { spreadText } from '../format/figure.js';
import type { NetworkView } from '../view/networks.js';

/** A piece of a sentence that each report dresses in its own way. */
export type Phrase = string | { readonly network: NetworkView } | PrintedPhrase;

export type PrintedPhrase = PrintedFigure & { readonly unit: string };

const SPACE = '\u00a0';

/** '92.5 ± 0.5 %' */
export function valueText({ value, spread, unit }: PrintedPhrase): string {
  const figure = spread === undefined ? value : `${value}${SPACE}${spreadText(spread, SPACE)}`;
  return unit === '' ? figure : `${figure}${SPACE}${unit}`;
}

export function plainText(phrases: readonly Phrase[]): string {
  return phrases
    .map((phrase) => {
      if (typeof phrase === 'string') return phrase;
      return 'network' in phrase ? phrase.network.label : valueText(phrase);
    })
    .join('');
}
