import { hostRows, methodRows } from '../../text/method.js';
import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { definitions, section } from './layout.js';

/** Where and how the figures were taken. */
export function machine(view: RunView): Markup {
  return section({
    id: 'machine',
    title: 'On which machine, and how was it measured?',
    how: 'Times and memory hold for this machine and these versions. Accuracy, parameters and MACs do not depend on it.',
    body: markup`${definitions(hostRows(view), 'env')}${definitions(methodRows(view), 'env method')}`,
  });
}
