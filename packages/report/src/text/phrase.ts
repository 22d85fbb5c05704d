import type { NetworkView } from '../view/networks.js';

/** A piece of a sentence that each report dresses in its own way. */
export type Phrase =
  | string
  | { readonly network: NetworkView }
  | { readonly value: string; readonly margin: string | undefined; readonly unit: string };

const SPACE = '\u00a0';

/** '92.5 ± 0.5 %' */
export function valueText({ value, margin, unit }: Extract<Phrase, { value: string }>): string {
  const figure = margin === undefined ? value : `${value}${SPACE}±${SPACE}${margin}`;
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
