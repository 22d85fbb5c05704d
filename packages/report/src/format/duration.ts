import { formatNumber } from './number.js';

/** '48 s', '12.5 min', '3.20 h': the largest unit that leaves at least 1.5 of it. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `${formatNumber(seconds)}\u00a0s`;
  if (seconds < 5400) return `${formatNumber(seconds / 60)}\u00a0min`;
  return `${formatNumber(seconds / 3600)}\u00a0h`;
}
