import { pickDataOf } from '../../view/pickData.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { jsonMarkup, markup } from '../markup.js';
import { section } from './layout.js';

/** `convbench pick` as sliders; they need the script, and are not shown without it. */
export function pickByLimits(view: RunView): Markup | false {
  const data = pickDataOf(view);
  if (data.limits.length === 0) return false;
  const sliders = data.limits.map(
    ({ name, sign, title, stops }) =>
      markup`<label><span>${sign > 0 ? 'At least' : 'At most'}: ${title}</span><input type="range" data-limit="${name}" min="0" max="${stops.length}" step="1" value="0"> <output></output></label>`,
  );
  return markup`<div class="needjs">${section({
    id: 'pick',
    title: 'Which one keeps your limits?',
    how: 'Each step of a slider shuts out one more cell of the run, by its estimate. Of the networks that keep the limits the best is the fastest of those that cannot be told from the most accurate one.',
    body: markup`<div class="limits">${sliders}</div><p class="picked" role="status" id="picked"></p><p class="note" id="picked-why"></p><pre id="picked-command"></pre><script type="application/json" id="pick-data">${jsonMarkup(data)}</script>`,
  })}</div>`;
}
