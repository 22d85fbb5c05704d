import { FAMILY_TITLES } from '../../chart/marker.js';
import type { RunView } from '../../view/runView.js';
import { batchText } from '../../view/slices.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';

/** What a group of the main table carries for the filters, as attributes of its `tbody`. */
export function groupData({ cells }: RunView['slices'][number]): Markup | false {
  const [first] = cells;
  if (first === undefined) return false;
  const { backend, dataset } = first.cell;
  return markup` data-backend="${backend.title}" data-device="${backend.device}" data-batch="${batchText(first.cell)}" data-dataset="${dataset.title}"`;
}

const distinct = (texts: readonly string[]) => [...new Set(texts)];

function choice(
  name: string,
  title: string,
  options: readonly (readonly [value: string, text: string])[],
): Markup | false {
  return (
    options.length > 1 &&
    markup`<label>${title} <select data-filter="${name}"><option value="">all</option>${options.map(([value, text]) => markup`<option value="${value}">${text}</option>`)}</select></label>`
  );
}

const plain = (texts: readonly string[]) => distinct(texts).map((text) => [text, text] as const);

/** Fields that leave only some rows of the main table; they need the script, and are not shown without it. */
export function filters({ cells, networks }: RunView): Markup {
  const families = distinct(networks.map(({ family }) => family)).map(
    (family) => [family, FAMILY_TITLES[family as keyof typeof FAMILY_TITLES]] as const,
  );
  return markup`<div class="filters needjs" role="group" aria-label="Filter the table"><label>Find <input type="search" data-filter="text" placeholder="name or option" autocomplete="off" spellcheck="false"></label>${choice('architecture', 'Architecture', plain(networks.map(({ id }) => id)))}${choice('family', 'Family', families)}${choice('backend', 'Backend', plain(cells.map(({ cell }) => cell.backend.title)))}${choice('device', 'Device', plain(cells.map(({ cell }) => cell.backend.device)))}${choice('batch', 'Batch', plain(cells.map(({ cell }) => batchText(cell))))}${choice('dataset', 'Data', plain(cells.map(({ cell }) => cell.dataset.title)))}<span role="status" id="shown"></span></div>`;
}

/** Picks one network out in every chart and table. */
export function highlighter({ networks }: RunView): Markup | false {
  return (
    networks.length > 1 &&
    markup`<label class="pickout needjs">Highlight <select id="highlight"><option value="">all networks</option>${networks.map(({ index, label }) => markup`<option value="${index}">${label}</option>`)}</select></label>`
  );
}
