import { bootstrapMedianInterval, median } from '@convbench/statistics';

/** To five digits. */
export const short = (value) => Number(value.toPrecision(5));

/** The figure of pairs [ours, the peer's]: their medians, and the median of their ratios with its interval. */
export function figureOfPairs(name, pairs, unit) {
  const ratios = pairs.map(([ours, theirs]) => ours / theirs);
  const interval = bootstrapMedianInterval(ratios, { seed: 1 });
  return {
    name,
    value: short(median(pairs.map(([ours]) => ours))),
    unit,
    peer: short(median(pairs.map(([, theirs]) => theirs))),
    ratio: short(median(ratios)),
    ...('low' in interval && { ratioLow: short(interval.low), ratioHigh: short(interval.high) }),
  };
}

/** Prints a figure: as a line of JSON, or as text with what the peer is called. */
export function say(figure, { json, peerName = 'target' }) {
  if (json) {
    console.log(JSON.stringify(figure));
    return;
  }
  const { name, value, unit, peer, ratio, ratioLow, ratioHigh } = figure;
  const range = ratioLow === undefined ? '' : ` (95 % interval ${ratioLow} to ${ratioHigh})`;
  const beside = peer === undefined ? '' : `, ${peerName} ${peer}, ratio ${ratio}${range}`;
  console.log(`${name}: ${value} ${unit}${beside}`);
}
