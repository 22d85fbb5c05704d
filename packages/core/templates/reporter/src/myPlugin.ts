/** My plugin: say in a sentence who reads it. As it stands it writes a list of the measured cells as plain text. */
import { API_VERSION, isMeasured } from '@convbench/spec';
import type { CellResults, Measured, ReporterPlugin, RunResults } from '@convbench/spec';

/** A figure with its unit, or why there is none: never 0, and never nothing. */
function figure(value: Measured, unit: string): string {
  return isMeasured(value)
    ? `${value.value.toPrecision(3)} ${unit}`
    : `not measured (${value.notMeasured})`;
}

/** A cell runs in several processes, its rounds: their medians show how far they agree. */
function line({ cell, rounds }: CellResults): string {
  const { network, backend, batchSize } = cell;
  const what = `${network.title} on ${backend.title} (${backend.device}), batch ${batchSize}`;
  const figures = rounds.map((record) =>
    record.status === 'measured'
      ? figure(record.latency.medianMs, 'ms')
      : `failed in ${record.failure.phase}: ${record.failure.message}`,
  );
  return `${what}: ${figures.join(', ')}`;
}

function render({ run, cells }: RunResults): string {
  const done = new Set(cells.map(({ cell }) => cell.id));
  const missing = run.cells.filter(({ id }) => !done.has(id)).length;
  return [run.title, '', ...cells.map(line), `${missing} cells not run yet`, ''].join('\n');
}

const plugin: ReporterPlugin = {
  kind: 'reporter',
  apiVersion: API_VERSION,
  name: 'my-plugin',
  title: 'My plugin',
  render: (results) => [{ path: 'my-plugin.txt', content: render(results) }],
};

export default plugin;
