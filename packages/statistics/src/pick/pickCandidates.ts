import { isMeasured } from '@convbench/spec/plain';
import { choose, overlap, type Choice, type PickRule } from './choose.js';
import { figureDrawer } from './drawFigures.js';
import {
  PICK_FIGURES,
  type PickCandidate,
  type PickFigure,
  type PickLimits,
  type PickWeights,
} from './figures.js';
import { frontOf, type FrontStanding } from './front.js';
import { fitsOf, worstFit, type Fit, type LimitFit } from './limitFit.js';

export interface PickOptions {
  readonly limits: PickLimits;
  /** Positive. Default: the most accurate, and of those that are tied with it the fastest. */
  readonly weights?: PickWeights | undefined;
  /** Default 1. */
  readonly seed?: number | undefined;
  /** How often the pick is repeated with figures drawn from their intervals; default 2000. */
  readonly draws?: number | undefined;
}

export interface JudgedCandidate {
  readonly id: string;
  /** The fit of the limit that is kept worst. */
  readonly fit: Fit;
  readonly limits: readonly LimitFit[];
  readonly excluded?: string | undefined;
  /** The standing among those that fit; null for others. */
  readonly standing: FrontStanding | null;
  /** Share of the draws in which it fitted and was picked. */
  readonly pickedShare: number;
}

export interface BestCandidate {
  readonly id: string;
  readonly rule: PickRule;
  readonly pickedShare: number;
  /** Whether the intervals of all figures with a limit keep it. */
  readonly fitsForSure: boolean;
  /** Others that fit and that this one cannot be told from in what the rule looks at. */
  readonly tied: readonly string[];
  /** Figures that count and have no interval although they were measured: taken as exact. */
  readonly withoutInterval: readonly PickFigure[];
}

export interface NearestMiss {
  readonly id: string;
  readonly misses: readonly LimitFit[];
  /** Whether the intervals allow that it keeps every limit. */
  readonly mightFit: boolean;
}

export interface Pick {
  /** All candidates, in the order given. */
  readonly candidates: readonly JudgedCandidate[];
  /** Ids of the candidates whose estimates keep every limit. */
  readonly fitting: readonly string[];
  /** Figures that the front is made of: those that were asked about, top-1 and latency. */
  readonly frontFigures: readonly PickFigure[];
  readonly front: readonly string[];
  /** Undefined where nothing fits, or nothing that fits has the figures that the rule needs. */
  readonly best: BestCandidate | undefined;
  /** The candidate whose worst miss is the smallest part of the limit, where nothing fits. */
  readonly nearestMiss: NearestMiss | undefined;
  /** Share of the draws in which no candidate fitted. */
  readonly nothingFitsShare: number;
  readonly draws: number;
}

const EXACT: readonly PickFigure[] = ['parameters', 'macs'];
const keepsLimits = (fit: Fit) => fit === 'sure' || fit === 'likely';

/**
 * Which candidates keep the limits, which of them are on the front, which is the best, and how sure that is: what the
 * intervals leave open is drawn again and again, and the pick repeated. The order of the candidates decides nothing
 * but between equals.
 */
export function pickCandidates(candidates: readonly PickCandidate[], options: PickOptions): Pick {
  const { limits, weights, seed = 1, draws = 2000 } = options;
  const reliable = candidates.filter(({ excluded }) => excluded === undefined);
  const fitting = reliable.filter(({ figures }) => keepsLimits(worstFit(fitsOf(figures, limits))));
  const { shares, none } = pickAgain(reliable, limits, weights, { seed, draws });
  const frontFigures = PICK_FIGURES.filter(
    (figure) =>
      figure in limits ||
      (weights !== undefined && figure in weights) ||
      ((figure === 'top1' || figure === 'latencyMs') &&
        fitting.some(({ figures }) => isMeasured(figures[figure]))),
  );
  const standings = frontOf(fitting, frontFigures);
  const standingOf = new Map(fitting.map(({ id }, index) => [id, standings[index] ?? null]));
  const judged = candidates.map(({ id, figures, excluded }): JudgedCandidate => {
    const fits = fitsOf(figures, limits);
    return {
      id,
      fit: worstFit(fits),
      limits: fits,
      excluded,
      standing: standingOf.get(id) ?? null,
      pickedShare: shares.get(id) ?? 0,
    };
  });
  const choice = choose(fitting, weights);
  return {
    candidates: judged,
    fitting: fitting.map(({ id }) => id),
    frontFigures,
    front: fitting.flatMap(({ id }) => (standingOf.get(id) === 'front' ? [id] : [])),
    best: choice && describeBest(choice, fitting, judged, options),
    nearestMiss: fitting.length === 0 ? nearestMissOf(judged) : undefined,
    nothingFitsShare: none,
    draws,
  };
}

function pickAgain(
  candidates: readonly PickCandidate[],
  limits: PickLimits,
  weights: PickWeights | undefined,
  { seed, draws }: { readonly seed: number; readonly draws: number },
): { readonly shares: ReadonlyMap<string, number>; readonly none: number } {
  // They are sorted by id, so that the order in which candidates were given does not change what is drawn.
  const byId = [...candidates].sort((a, b) => (a.id < b.id ? -1 : 1));
  const place = new Map(candidates.map(({ id }, index) => [id, index]));
  const draw = figureDrawer(byId, seed);
  const shares = new Map<string, number>();
  let none = 0;
  for (let count = 0; count < draws; count += 1) {
    const fitting = draw()
      .filter(({ figures }) =>
        fitsOf(figures, limits).every(({ miss }) => miss !== null && miss === 0),
      )
      .sort((a, b) => (place.get(a.id) as number) - (place.get(b.id) as number));
    const choice = choose(fitting, weights);
    if (fitting.length === 0) none += 1 / draws;
    if (choice !== undefined)
      shares.set(choice.best.id, (shares.get(choice.best.id) ?? 0) + 1 / draws);
  }
  return { shares, none };
}

function describeBest(
  { best, rule }: Choice,
  fitting: readonly PickCandidate[],
  judged: readonly JudgedCandidate[],
  { limits, weights }: PickOptions,
): BestCandidate {
  const judgement = judged.find(({ id }) => id === best.id);
  const lookedAt = figuresOfRule(rule, weights);
  const counted = PICK_FIGURES.filter((figure) => figure in limits || lookedAt.includes(figure));
  return {
    id: best.id,
    rule,
    pickedShare: judgement?.pickedShare ?? 0,
    fitsForSure: judgement?.fit === 'sure',
    tied: fitting
      .filter((other) => other !== best && lookedAt.every((figure) => overlap(other, best, figure)))
      .map(({ id }) => id),
    withoutInterval: counted.filter((figure) => {
      const measured = best.figures[figure];
      return !EXACT.includes(figure) && isMeasured(measured) && measured.interval === undefined;
    }),
  };
}

function figuresOfRule(rule: PickRule, weights: PickWeights | undefined): PickFigure[] {
  switch (rule) {
    case 'most-accurate':
      return ['top1', 'latencyMs'];
    case 'fastest':
      return ['latencyMs'];
    case 'weighted':
      return PICK_FIGURES.filter((figure) => weights !== undefined && figure in weights);
  }
}

function nearestMissOf(judged: readonly JudgedCandidate[]): NearestMiss | undefined {
  const worst = ({ limits }: JudgedCandidate) =>
    Math.max(0, ...limits.map(({ relativeMiss }) => relativeMiss ?? Infinity));
  const [nearest] = judged
    .filter((candidate) => candidate.excluded === undefined && Number.isFinite(worst(candidate)))
    .sort((a, b) => worst(a) - worst(b));
  return (
    nearest && {
      id: nearest.id,
      misses: nearest.limits.filter(({ miss }) => miss !== null && miss > 0),
      mightFit: nearest.fit === 'unlikely',
    }
  );
}
