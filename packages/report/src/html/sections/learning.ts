import { isMeasured } from '@convbench/spec';
import type { LearningCurve, LearningPanels } from '../../chart/learningPanel.js';
import { learningPanels } from '../../chart/learningPanel.js';
import { figures } from '../../figures/figures.js';
import { formatDuration } from '../../format/duration.js';
import { figureText } from '../../format/figure.js';
import { formatNumber } from '../../format/number.js';
import { boundsOf, scaled } from '../../stats/interval.js';
import { learningFinding } from '../../text/learningFinding.js';
import { figureOf } from '../../view/cells.js';
import type { DoneTraining, RunView, TrainingView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass, phrasesMarkup } from '../phrases.js';
import { finding, section } from './layout.js';

function testTop1(view: RunView, { training }: TrainingView<DoneTraining>) {
  const figure = view.cells
    .filter(({ cell, measured }) => measured && cell.trainingKey === training.key)
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

/** One panel per training, the others in grey. */
export function learning(view: RunView): Markup | false {
  const trained = view.trainings.filter(({ training }) => training.curve.length > 0);
  if (trained.length === 0) return false;
  const curves = trained.map(({ training, network }) => ({
    family: network.family,
    points: training.curve,
  }));
  const panels = learningPanels(curves);
  return section({
    id: 'learning',
    title: 'How did each one learn?',
    finding: finding(phrasesMarkup(learningFinding(trained))),
    how: 'Coloured line: this network, as mean over the training batches since the point before. Grey: all networks, for scale. Mark at the end: accuracy on the test set with its interval. All panels share their axes.',
    body: markup`${panels.context}<div class="panels">${trained.map((one, index) => {
      const curve = curves[index];
      return curve && panel(view, one, curve, panels);
    })}</div>`,
  });
}
