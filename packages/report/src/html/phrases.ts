import { inlineMarker } from '../chart/marker.js';
import { spreadText } from '../format/figure.js';
import { valueText } from '../text/phrase.js';
import type { Phrase } from '../text/phrase.js';
import type { NetworkView } from '../view/networks.js';
import type { Markup } from './markup.js';
import { markup } from './markup.js';

/** Names up to this length stay on one line. */
const SHORT = 30;

const unbroken = (label: string) =>
  label.length <= SHORT ? label.replaceAll(' ', '\u00a0') : label;

/** Classes that give an element the colour of a network's family, and let the page highlight the network. */
export function networkClass({ family, index }: Pick<NetworkView, 'family' | 'index'>): string {
  return `net ${family} n${index}`;
}

/** A network's name in the colour of its family. */
export function networkName({ label, family }: NetworkView): Markup {
  return markup`<span class="nm ${family}">${unbroken(label)}</span>`;
}

/** A network's mark and name, as rows and panels begin. */
export function markedName({ label, family }: NetworkView): Markup {
  // A line may break after a picture, which no-break spaces cannot prevent.
  const breaks = label.length <= SHORT ? 'one' : 'any';
  return markup`<span class="${breaks}">${inlineMarker(family)}<b>${unbroken(label)}</b></span>`;
}

/** A sentence, with names in their colours and intervals lighter than their figures. */
export function phrasesMarkup(phrases: readonly Phrase[]): Markup {
  return markup`${phrases.map((phrase) => {
    if (typeof phrase === 'string') return phrase;
    if ('network' in phrase) return networkName(phrase.network);
    if (phrase.spread === undefined) return valueText(phrase);
    return markup`${phrase.value}<span class="pm">\u00a0${spreadText(phrase.spread, '\u00a0')}</span>${phrase.unit && `\u00a0${phrase.unit}`}`;
  })}`;
}
