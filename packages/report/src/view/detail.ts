import type { RunView } from './runView.js';
import type { Slice } from './slices.js';

/** A run of up to so many cells is shown with all of its figures. */
const WHOLE = 300;
/** Of a larger one, so many cells: every further one costs time and size, and another page shows them as well. */
const PART = 40;

/** Slices in their order while there is room; always the first. */
function slicesInDetail(slices: readonly Slice[]): Slice[] {
  let cells = 0;
  return slices.filter((slice, index) => {
    cells += slice.cells.length;
    return index === 0 || cells <= PART;
  });
}

/**
 * The part of a run that a page shows in full: the run itself, or of a large one its first slices with the networks and
 * trainings of their cells.
 */
export function detailOf(view: RunView): RunView {
  if (view.cells.length <= WHOLE || view.slices.length === 1) return view;
  const slices = slicesInDetail(view.slices);
  const cells = slices.flatMap((slice) => slice.cells);
  const networks = new Set(cells.map(({ network }) => network));
  return {
    ...view,
    slices,
    cells,
    networks: [...networks],
    trainings: view.trainings.filter(({ network }) => networks.has(network)),
    failedTrainings: view.failedTrainings.filter(({ network }) => networks.has(network)),
  };
}
