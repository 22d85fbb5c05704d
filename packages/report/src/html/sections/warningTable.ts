import { plural } from '../../format/plural.js';
import type { WarningText } from '../../text/warning.js';
import { explainWarning } from '../../text/warning.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';

interface Warned extends WarningText {
  /** Network and slice. */
  readonly where: string;
}

function row(label: string, entries: readonly Warned[]): Markup {
  const severe = entries.some((entry) => entry.severe);
  const remedies = [...new Set(entries.map(({ remedy }) => remedy))];
  return markup`<tr role="row"><th role="rowheader" scope="row"><span class="badge${severe && ' bad'}">${label}</span></th><td role="cell" class="full"><ul>${entries.map(
    ({ where, happened }) => markup`<li><b>${where}.</b> ${happened}</li>`,
  )}</ul></td><td role="cell" class="full">${remedies.join(' ')}</td></tr>`;
}

/** The warnings of a run by kind: where, what happened and what to do. */
export function warningTable({ slices }: RunView): Markup | false {
  const all = slices.flatMap((slice) =>
    slice.cells.flatMap(({ network, warnings }) =>
      warnings.map((warning): Warned => {
        return { where: `${network.label}, ${slice.title}`, ...explainWarning(warning) };
      }),
    ),
  );
  const labels = [...new Set(all.map(({ label }) => label))];
  return (
    all.length > 0 &&
    markup`<details open id="warnings"><summary>${plural(all.length, 'warning')}, and what to do</summary><div class="scroll" role="region" tabindex="0" aria-label="Warnings"><table role="table" class="list block"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Warning</th><th role="columnheader" scope="col">Where, and what happened</th><th role="columnheader" scope="col">What to do</th></tr></thead><tbody role="rowgroup">${labels.map(
      (label) =>
        row(
          label,
          all.filter((entry) => entry.label === label),
        ),
    )}</tbody></table></div></details>`
  );
}
