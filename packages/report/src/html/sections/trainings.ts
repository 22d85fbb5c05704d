import { formatDuration } from '../../format/duration.js';
import { formatNumber } from '../../format/number.js';
import { plural } from '../../format/plural.js';
import { recipeRows } from '../../text/recipe.js';
import { transferRows } from '../../text/transfer.js';
import type { DoneTraining, RunView, TrainingView } from '../../view/runView.js';
import { inputText } from '../../view/slices.js';
import type { Markup, Part } from '../markup.js';
import { markup } from '../markup.js';
import { markedName, networkClass } from '../phrases.js';
import { definitions, section } from './layout.js';

type Row = readonly [name: string, text: Part];

function rowsOf({ training, network }: TrainingView<DoneTraining>): Row[] {
  return [
    [
      'Trained',
      training.fromCache
        ? 'before: weights from the cache, times of the training that filled it'
        : 'in this run',
    ],
    ['Data', `${training.dataset.title}, ${inputText(training)}`],
    ['Images seen', `${formatNumber(training.imagesSeen)} in ${plural(training.steps, 'step')}`],
    [
      'Time',
      `${formatDuration(training.trainSeconds)}, ${formatNumber(training.imagesPerSecond)}\u00a0images/s`,
    ],
    [
      'Engine',
      `${training.backend.title} ${training.backend.engineVersion} (${training.backend.device}), ${plural(training.threads, 'thread')}`,
    ],
    ['Resumed', training.resumes === 0 ? 'never' : plural(training.resumes, 'time')],
    ['Seed', String(training.seed)],
    ...recipeRows(training.recipe),
    ...transferRows(training.transfer),
    ['Options', network.options || 'none'],
    ['Weights', markup`SHA-256 <code>${training.weightsSha256}</code>`],
  ];
}

/** What all of several trainings have alike: said once. */
function sharedRows([first, ...others]: readonly (readonly Row[])[]): readonly Row[] {
  if (first === undefined || others.length === 0) return [];
  return first.filter(([name, text]) =>
    others.every((rows) => rows.some((row) => row[0] === name && row[1] === text)),
  );
}

function card({ network }: TrainingView<DoneTraining>, rows: readonly Row[]): Markup {
  return markup`<article class="card ${networkClass(network)}"><h3>${markedName(network)}</h3>${definitions(rows, 'kv')}</article>`;
}

/** One card for each network and data set with weights that the network came with. */
function pretrainedCards({ cells }: RunView): Markup[] {
  const seen = new Map(cells.map((view) => [view.cell.weightsKey, view]));
  return [...seen.values()].flatMap(({ cell, network }) => {
    if (cell.pretrained === undefined) return [];
    const { origin, sha256, untrained } = cell.pretrained;
    const how = untrained
      ? 'It was not trained.'
      : 'It came with its weights; nothing was trained.';
    const rows: Row[] = [
      ['Data', `${cell.dataset.title}, ${inputText(cell)}`],
      ['Weights from', origin],
      ['Options', network.options || 'none'],
      ['Weights', markup`SHA-256 <code>${sha256}</code>`],
    ];
    return [
      markup`<article class="card ${networkClass(network)}"><h3>${markedName(network)}</h3><p class="lead-in">${how}</p>${definitions(rows, 'kv')}</article>`,
    ];
  });
}

/** What each network was trained with, in full, or where its weights come from. */
export function trainings(view: RunView): Markup | false {
  const all = view.trainings.map((trained) => ({ trained, rows: rowsOf(trained) }));
  const shared = sharedRows(all.map(({ rows }) => rows));
  const own = (rows: readonly Row[]) =>
    rows.filter(([name]) => shared.every(([other]) => other !== name));
  const cards = [
    ...all.map(({ trained, rows }) => card(trained, own(rows))),
    ...pretrainedCards(view),
  ];
  if (cards.length === 0) return false;
  const datasets = [
    ...view.trainings.map(({ training }) => training.dataset),
    ...view.cells.flatMap(({ cell }) => (cell.pretrained === undefined ? [] : [cell.dataset])),
  ];
  const preprocessing = [...new Set(datasets.map((dataset) => dataset.preprocessing))];
  return section({
    id: 'trainings',
    title: 'What was each one trained with?',
    how: `Recipes differ from network to network: an accuracy here belongs to a network with its recipe and budget. Images: ${preprocessing.join(' ')}`,
    body: markup`${shared.length > 0 && markup`<h3>Alike in all trainings</h3>${definitions(shared, 'env shared')}`}<div class="cards">${cards}</div>`,
  });
}
