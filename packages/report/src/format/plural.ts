import { formatNumber } from './number.js';

/** '1 warning', '2 warnings'. */
export function plural(count: number, singular: string, more = `${singular}s`): string {
  return `${formatNumber(count)}\u00a0${count === 1 ? singular : more}`;
}
