import type { Point, Rect, Segment } from './geometry.js';
import { grow, lengthInside, nearestPoint, overlapArea } from './geometry.js';
import type { Candidate } from './labelCandidates.js';
import { LEADER_DISTANCE, candidatesFor } from './labelCandidates.js';

export interface LabelRequest {
  /** Middle of the mark. */
  readonly mark: Point;
  readonly radius: number;
  readonly width: number;
  readonly height: number;
}

export interface Surroundings {
  /** Labels stay inside. */
  readonly frame: Rect;
  /** Texts that are there already. */
  readonly texts: readonly Rect[];
  /** Lines that a label had better not cover: intervals, the front, curves. */
  readonly lines: readonly Segment[];
}

export interface PlacedLabel {
  readonly box: Rect;
  readonly anchor: 'start' | 'middle' | 'end';
  /** From mark to label, where it stands off. */
  readonly leader?: Segment;
}

const ROUNDS = 6;
/** A label that costs more than this is not readable. */
const UNREADABLE = 60;
const OUTSIDE = 1000;
const CROSSED = 40;

interface Choice extends Candidate {
  readonly leader: Segment | undefined;
  /** Cost against everything but the other labels. */
  readonly fixedCost: number;
}

const markRect = ({ mark, radius }: LabelRequest): Rect =>
  grow({ ...mark, width: 0, height: 0 }, radius);

function leaderOf(
  { mark, radius }: LabelRequest,
  { box, distance }: Candidate,
): Segment | undefined {
  if (distance < LEADER_DISTANCE) return undefined;
  const to = nearestPoint(box, mark);
  const length = Math.hypot(to.x - mark.x, to.y - mark.y);
  const start = (radius + 1) / length;
  const from = { x: mark.x + (to.x - mark.x) * start, y: mark.y + (to.y - mark.y) * start };
  return { from, to };
}

function choicesFor(
  requests: readonly LabelRequest[],
  at: number,
  marks: readonly Rect[],
  { frame, texts, lines }: Surroundings,
): Choice[] {
  const request = requests[at];
  if (request === undefined) return [];
  const choices = candidatesFor(request.mark, request.width, request.height).map((candidate) => {
    const { box } = candidate;
    const leader = leaderOf(request, candidate);
    const inside = overlapArea(box, frame);
    let fixedCost = candidate.cost + (inside < box.width * box.height - 0.01 ? OUTSIDE : 0);
    const wide = grow(box, 1);
    for (let other = 0; other < marks.length; other++) {
      const rect = marks[other] as Rect;
      fixedCost += 2 * overlapArea(wide, rect);
      if (leader && other !== at && lengthInside(leader, rect) > 0) fixedCost += CROSSED;
    }
    for (const text of texts) {
      fixedCost += 2 * overlapArea(box, text);
      if (leader && lengthInside(leader, text) > 0) fixedCost += CROSSED;
    }
    for (const line of lines) fixedCost += 0.6 * lengthInside(line, box);
    return { ...candidate, leader, fixedCost };
  });
  return choices.sort((a, b) => a.fixedCost - b.fixedCost);
}

function costBetween(a: Choice, b: Choice): number {
  let cost = 3 * overlapArea(grow(a.box, 1), grow(b.box, 1));
  if (a.leader && lengthInside(a.leader, b.box) > 0) cost += CROSSED;
  if (b.leader && lengthInside(b.leader, a.box) > 0) cost += CROSSED;
  return cost;
}

/** Cost of a choice against the other labels too; stops counting once it is no better than `limit`. */
function costAmong(
  choice: Choice,
  at: number,
  placed: ReadonlyMap<number, Choice>,
  limit = Infinity,
): number {
  let cost = choice.fixedCost;
  for (const [other, rival] of placed) {
    if (cost >= limit) return cost;
    if (other !== at) cost += costBetween(choice, rival);
  }
  return cost;
}

/** The cheapest of choices in ascending order of their fixed cost, which is the least that they can cost. */
function cheapestAmong(
  choices: readonly Choice[],
  at: number,
  placed: ReadonlyMap<number, Choice>,
): Choice | undefined {
  let best: Choice | undefined;
  let bestCost = Infinity;
  for (const choice of choices) {
    if (choice.fixedCost >= bestCost) break;
    const cost = costAmong(choice, at, placed, bestCost);
    if (cost < bestCost) [best, bestCost] = [choice, cost];
  }
  return best;
}

/** Everybody takes the cheapest place; then, round by round, each chooses again against the others. */
function settle(choices: readonly Choice[][], kept: readonly number[]): Map<number, Choice> {
  const placed = new Map<number, Choice>();
  for (const at of kept) {
    const first = choices[at]?.[0];
    if (first) placed.set(at, first);
  }
  for (let round = 0; round < ROUNDS; round++) {
    let changed = false;
    for (const at of kept) {
      const better = cheapestAmong(choices[at] ?? [], at, placed);
      if (better === undefined || better === placed.get(at)) continue;
      placed.set(at, better);
      changed = true;
    }
    if (!changed) break;
  }
  return placed;
}

/**
 * Places labels beside their marks without overlap. The result has an entry for each request, `undefined` where no
 * readable place is left: the caller names these elsewhere. Deterministic; the same arguments give the same places.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  surroundings: Surroundings,
): (PlacedLabel | undefined)[] {
  const marks = requests.map(markRect);
  const choices = requests.map((_, at) => choicesFor(requests, at, marks, surroundings));
  let kept = requests.map((_, at) => at);
  for (;;) {
    const placed = settle(choices, kept);
    const costs = kept.map((at) => {
      const choice = placed.get(at);
      return { at, cost: choice ? costAmong(choice, at, placed) : Infinity };
    });
    const unreadable = costs
      .filter(({ cost }) => cost > UNREADABLE)
      .sort((a, b) => b.cost - a.cost);
    if (unreadable.length === 0) {
      return requests.map((_, at) => {
        const choice = placed.get(at);
        if (choice === undefined) return undefined;
        const { box, anchor, leader } = choice;
        return leader === undefined ? { box, anchor } : { box, anchor, leader };
      });
    }
    // The worst makes room for others. In a crowd several go at once, or it would take many turns.
    const dropped = unreadable.slice(0, Math.ceil(unreadable.length / 8)).map(({ at }) => at);
    kept = kept.filter((at) => !dropped.includes(at));
  }
}
