import { isMeasured } from '@convbench/spec';
import { boundsOf } from '@convbench/statistics';
import type { LearningCurve, LearningPanels } from '../../chart/learningPanel.js';
import { learningPanels } from '../../chart/learningPanel.js';
import { FAMILIES, FAMILY_TITLES, inlineMarker } from '../../chart/marker.js';
import { timePanels } from '../../chart/timePanel.js';
import { figures } from '../../figures/figures.js';
import { formatDuration } from '../../format/duration.js';
import { figureText } from '../../format/figure.js';
import { formatNumber } from '../../format/number.js';
import { scaled } from '../../stats/interval.js';
import { lateRate } from '../../text/lateRate.js';
import { learningFinding } from '../../text/learningFinding.js';
import { figureOf } from '../../view/cells.js';
import type { DoneTraining, RunView, TrainingView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass, phrasesMarkup } from '../phrases.js';
import { finding, section, tooClose } from './layout.js';
import { learningTable } from './learningTable.js';

function testTop1(view: RunView, { training }: TrainingView<DoneTraining>) {
  const figure = view.cells
    .filter(({ cell, measured }) => measured && cell.weightsKey === training.key)
    .map((cell) => figureOf(cell, 'top1'))
    .find(isMeasured);
  return figure;
}

function panel(
  view: RunView,
  trained: TrainingView<DoneTraining>,
  curve: LearningCurve,
  panels: LearningPanels,
): Markup {
  const { training, network } = trained;
  const figure = testTop1(view, trained);
  const test = figure && scaled(figure, figures.top1.factor);
  const reached = figure ? `test ${figureText(figures.top1, figure)}\u00a0%` : 'test not measured';
  const about = `${formatNumber(training.imagesSeen)} images in ${formatDuration(training.trainSeconds)}, ${reached}`;
  return markup`<figure class="panel ${networkClass(network)}"><h3>${markedName(network)} <small>${about}</small></h3>${panels.panel(
    curve,
    {
      description: `Learning curve of ${network.label}: ${about}.`,
      test: test && { value: test.value, ...boundsOf(test) },
    },
  )}</figure>`;
}

/** Accuracy over the time of training, one panel for each family. */
function overTime(trained: readonly TrainingView<DoneTraining>[]): Markup {
  const curves = trained.map(({ training, network }) => ({
    index: network.index,
    label: network.label,
    family: network.family,
    points: training.curve,
  }));
  const panels = timePanels(curves);
  return markup`<h3 class="between">Against time</h3><div class="panels">${FAMILIES.map(
    (family) => {
      const shown = curves.filter((curve) => curve.family === family);
      if (shown.length === 0) return false;
      const names = shown.map(({ label }) => label).join(', ');
      const { svg, unlabelled } = panels(
        shown,
        `Accuracy on the training batches over time: ${names}.`,
      );
      return markup`<figure class="panel"><h4 class="${family}">${inlineMarker(family)}${FAMILY_TITLES[family]}</h4>${svg}${tooClose(unlabelled)}</figure>`;
    },
  )}</div>`;
}

/** Panels of more trainings than this nobody compares. */
const PANELS = 30;

/** One panel per training, the others in grey. */
export function learning(view: RunView): Markup | false {
  const all = view.trainings.filter(({ training }) => training.curve.length > 0);
  const trained = all.slice(0, PANELS);
  const more =
    all.length > PANELS &&
    markup`<p class="note">Drawn: the first ${PANELS} of ${all.length} trainings. The records have all.</p>`;
  if (trained.length === 0) return false;
  const curves = trained.map(({ training, network }) => ({
    family: network.family,
    points: training.curve,
    epochs: training.epochs ?? [],
  }));
  const panels = learningPanels(curves);
  const late = lateRate(trained);
  return section({
    id: 'learning',
    title: 'How did each one learn?',
    finding: finding(phrasesMarkup(learningFinding(trained))),
    how: 'Coloured line: this network, as mean over the training batches since the point before. Grey: all networks, for scale. Rings: images that were held out, after each epoch. Mark at the end: accuracy on the test set with its interval. All panels share their axes. Below, the same accuracy over the time that it took.',
    body: markup`${panels.context}${late.length > 0 && markup`<p class="note before">${phrasesMarkup(late)}</p>`}<div class="panels">${trained.map(
      (one, index) => {
        const curve = curves[index];
        return curve && panel(view, one, curve, panels);
      },
    )}</div>${overTime(trained)}${learningTable(trained)}${more}`,
  });
}
