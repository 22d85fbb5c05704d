/** Estimates the seconds left of a run from estimates of its parts, corrected by how earlier parts went. */
export interface TimeLeft {
  /** A part that came in later; one that is known stays as it is. */
  expect(part: EstimatedPart): void;
  start(part: string): void;
  /** What the current part itself knows, if it does. */
  report(secondsLeft: number): void;
  finish(part: string): void;
  /** Includes the current part. */
  seconds(): number;
}

export interface EstimatedPart {
  readonly id: string;
  /** Parts of the same kind err in the same direction. */
  readonly kind: 'training' | 'peak' | 'cell';
  readonly estimatedSeconds: number;
}

export function trackTimeLeft(
  parts: readonly EstimatedPart[],
  now: () => number = () => performance.now() / 1000,
): TimeLeft {
  const waiting = new Map(parts.map((part) => [part.id, part]));
  const spent = { training: 0, peak: 0, cell: 0 };
  const estimated = { training: 0, peak: 0, cell: 0 };
  let current:
    { part: EstimatedPart; startedAt: number; reported?: { left: number; at: number } } | undefined;
  const factor = (kind: EstimatedPart['kind']) =>
    estimated[kind] > 0 ? spent[kind] / estimated[kind] : 1;
  const expected = (part: EstimatedPart) => part.estimatedSeconds * factor(part.kind);
  const currentLeft = () => {
    if (current === undefined) return 0;
    const { part, startedAt, reported } = current;
    if (reported !== undefined) return Math.max(0, reported.left - (now() - reported.at));
    return Math.max(0, expected(part) - (now() - startedAt));
  };
  return {
    expect: (part) => {
      if (!waiting.has(part.id)) waiting.set(part.id, part);
    },
    start: (id) => {
      const part = waiting.get(id);
      if (part === undefined) return;
      waiting.delete(id);
      current = { part, startedAt: now() };
    },
    report: (left) => {
      if (current !== undefined) current.reported = { left, at: now() };
    },
    finish: (id) => {
      waiting.delete(id);
      if (current?.part.id !== id) return;
      spent[current.part.kind] += now() - current.startedAt;
      estimated[current.part.kind] += current.part.estimatedSeconds;
      current = undefined;
    },
    seconds: () => [...waiting.values()].reduce((sum, part) => sum + expected(part), currentLeft()),
  };
}
