import { formatDate } from '../../format/date.js';
import { plural } from '../../format/plural.js';
import { dataName } from '../../text/dataName.js';
import { machineName } from '../../text/machineName.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';

function counts({ cells }: RunView): string[] {
  const failed = cells.filter((cell) => cell.failed).length;
  const missing = cells.filter((cell) => !cell.failed && !cell.measured).length;
  return [
    plural(cells.length, 'cell'),
    ...(failed > 0 ? [`${plural(failed, 'failed', 'failed')}`] : []),
    ...(missing > 0 ? [`${plural(missing, 'not run', 'not run')}`] : []),
  ];
}

/** What was measured, where and when, in one line. */
export function header(view: RunView): Markup {
  const { run, cells } = view;
  const warnings = cells.reduce((sum, cell) => sum + cell.warnings.length, 0);
  return markup`<header class="wrap"><div class="top"><span class="brand"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M1 1h6v6H1zM9 9h6v6H9z" fill="currentColor"/><path d="M9.75 1.75h4.5v4.5h-4.5zM1.75 9.75h4.5v4.5h-4.5z" fill="none" stroke="currentColor" stroke-width="1.5"/></svg>convbench</span><div class="facts"><span class="fact">${run.title}</span><span class="fact">${dataName(view)}</span><span class="fact">${machineName(view)}</span><span class="fact">${counts(view).join(', ')}${warnings > 0 && markup`, <a href="#warnings">${plural(warnings, 'warning')}</a>`}</span><span class="fact">${formatDate(run.startedAt)}</span></div><button type="button" id="theme" class="theme needjs" aria-label="Switch between light and dark"><svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor"/></svg></button></div></header>`;
}
