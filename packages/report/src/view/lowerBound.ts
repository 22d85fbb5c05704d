import type { FigureKey } from '../figures/figures.js';
import type { CellView } from './cells.js';

/** Figures that leave out what `uncountedNodes` names. */
const COUNTED: ReadonlySet<FigureKey> = new Set<FigureKey>([
  'trainableParameters',
  'totalParameters',
  'macs',
  'flops',
  'weightBytes',
  'activationPeak',
  'activationSum',
]);

type Counted = Pick<CellView, 'measured'>;

/** Operators that the static figures of a cell leave out, each once. */
export function uncountedOperators({ measured }: Counted): readonly string[] {
  return [...new Set(measured?.static.uncountedNodes?.map(({ op }) => op))];
}

/** Whether a figure leaves out parts of the network that could not be counted. */
export function isLowerBound(view: Counted, key: FigureKey): boolean {
  return COUNTED.has(key) && uncountedOperators(view).length > 0;
}

/** '≥ ' before a figure that is a lower bound; else nothing. */
export function boundMark(view: Counted, key: FigureKey): string {
  return isLowerBound(view, key) ? '≥\u00a0' : '';
}
