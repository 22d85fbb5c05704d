import { formatNumber } from '../../format/number.js';
import { percent } from '../../format/percent.js';
import type { Confusion } from '../../stats/confusions.js';
import { hardestClass, worstConfusions } from '../../stats/confusions.js';
import type { Judged } from '../../view/judgedCells.js';
import { byDataset, judgedCells } from '../../view/judgedCells.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass } from '../phrases.js';
import { classFigures } from './classes.js';
import { finding, section } from './layout.js';

const MISTAKES = 4;

function findingOf(judged: readonly Judged[]): string {
  const hardest = judged.flatMap(({ confusion, classes }) => {
    const found = hardestClass(confusion);
    return found ? [classes[found.actual] ?? `class ${found.actual}`] : [];
  });
  const [first] = hardest;
  if (first === undefined || judged.length < 2) return '';
  const same = hardest.filter((name) => name === first).length;
  if (same === judged.length) return `${first} is the hardest class for every network.`;
  return `The networks differ in what they find hardest: ${[...new Set(hardest)].join(', ')}.`;
}

/** The image of such a mistake that it was surest of; nothing where the record keeps none. */
function picture({ mistakes }: Judged, { actual, predicted }: Confusion): Markup | false {
  const shown = mistakes.find((one) => one.label === actual && one.predicted === predicted);
  if (shown === undefined) return false;
  return markup`<img width="48" height="48" alt="Test image ${shown.image}" src="data:image/webp;base64,${shown.webpBase64}"><small>${percent(shown.probability, { decimals: 0 })} sure</small>`;
}

function row(judged: Judged): Markup {
  const { view, classes, confusion } = judged;
  const name = (index: number) => classes[index] ?? `class ${index}`;
  const hardest = hardestClass(confusion);
  const worst = worstConfusions(confusion, MISTAKES);
  return markup`<tr role="row" class="${networkClass(view.network)}"><th role="rowheader" scope="row">${markedName(view.network)}</th><td role="cell" class="hard">${
    hardest &&
    `${name(hardest.actual)}: ${formatNumber(hardest.right)} of ${formatNumber(hardest.of)} right`
  }</td><td role="cell" class="full mist"><div>${worst.map(
    (mistake) =>
      markup`<span>${picture(judged, mistake)}${name(mistake.actual)} taken for ${name(mistake.predicted)}: ${formatNumber(mistake.images)} of ${formatNumber(mistake.of)}</span> `,
  )}</div></td></tr>`;
}

/** The hardest class and the most frequent mistakes of each network. */
export function mistakes(view: RunView): Markup | false {
  const judged = judgedCells(view);
  if (judged.length === 0) return false;
  const datasets = byDataset(judged).length;
  return section({
    id: 'mistakes',
    title: 'What does it get wrong?',
    finding: finding(findingOf(judged)),
    how: 'Marks: accuracy of each network on one class of the test images, the hardest class first. In a matrix a row holds the images of a true class; the stronger its colour, the more. Pictures: of the images with that mistake the one of which the network was surest.',
    body: markup`${byDataset(judged).map((group) => markup`${datasets > 1 && markup`<h3>${group[0]?.view.cell.dataset.title}</h3>`}${classFigures(group)}`)}<h3 class="between">Most frequent mistakes</h3><div class="scroll" role="region" tabindex="0" aria-label="Mistakes"><table role="table" class="list block"><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Network</th><th role="columnheader" scope="col">Hardest class</th><th role="columnheader" scope="col">Most frequent mistakes</th></tr></thead><tbody role="rowgroup">${judged.map(row)}</tbody></table></div>`,
  });
}
