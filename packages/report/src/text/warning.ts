import type { Warning } from '@convbench/spec';
import { formatNumber } from '../format/number.js';
import { percent } from '../format/percent.js';

export interface WarningText {
  /** Short name, as on a badge. */
  readonly label: string;
  readonly happened: string;
  readonly remedy: string;
  /** Takes the cell out of every ranking. */
  readonly severe: boolean;
}

/** What happened and what to do about it, for each kind of warning. */
export function explainWarning(warning: Warning): WarningText {
  switch (warning.kind) {
    case 'noisy':
      return {
        label: 'noisy',
        severe: false,
        happened: `The median’s interval reaches ${percent(warning.relativeHalfWidth)} to either side.`,
        remedy: 'Close other programs, or raise measuring.maximumTimeMs in the config.',
      };
    case 'warm-up-unstable':
      return {
        label: 'warm-up unstable',
        severe: false,
        happened: `The last windows of ${formatNumber(warning.iterations)} warm-up calls did not agree.`,
        remedy: 'Raise measuring.maximumWarmupMs in the config.',
      };
    case 'few-samples':
      return {
        label: 'few samples',
        severe: false,
        happened: `${formatNumber(warning.samples)} samples, where ${formatNumber(warning.wanted)} were wanted, before the time was up.`,
        remedy: 'Raise measuring.maximumTimeMs in the config.',
      };
    case 'drifting':
      return {
        label: 'drifting',
        severe: false,
        happened: `From the beginning to the end of steady state the calls became ${percent(Math.abs(warning.relativeChange))} ${warning.relativeChange > 0 ? 'slower' : 'faster'}.`,
        remedy: 'Let the machine cool or settle, and raise measuring.maximumWarmupMs.',
      };
    case 'bimodal':
      return {
        label: 'two levels',
        severe: false,
        happened: `The samples have two levels, ${formatNumber(warning.fastMs)}\u00a0ms and ${formatNumber(warning.slowMs)}\u00a0ms; ${percent(warning.slowShare)} are at the slower one. The median says which is more frequent.`,
        remedy: 'Look at the samples; fix the clock of the processor, or use fewer threads.',
      };
    case 'contended':
      return {
        label: 'contended',
        severe: false,
        happened: `Other programs used ${percent(warning.otherShare)} of the processor while the cell was timed.`,
        remedy: 'Stop them and run again.',
      };
    case 'gpu-contended':
      return {
        label: 'GPU contended',
        severe: false,
        happened: `Other processes computed on ${warning.gpu} while the cell was timed: ${warning.processes.join(', ')}.`,
        remedy: 'Stop them and run again.',
      };
    case 'throttled':
      return {
        label: 'throttled',
        severe: false,
        happened: `The clock fell while the cell ran: ${warning.detail}.`,
        remedy: 'Let the machine cool, or fix its clock, and run again.',
      };
    case 'reduced-batch':
      return {
        label: 'reduced batch',
        severe: true,
        happened: `Asked for batch ${formatNumber(warning.asked)}, measured at batch ${formatNumber(warning.run)}.`,
        remedy: 'Free memory, or compare at the smaller batch. The cell is not ranked.',
      };
    case 'cpu-fallback':
      return {
        label: 'CPU fallback',
        severe: false,
        happened: `The device does not have ${warning.operators.join(', ')}: the CPU computed ${percent(warning.shareOfNodes)} of the nodes, in ${percent(warning.shareOfTime)} of the time.`,
        remedy: 'Read the times as those of both devices together.',
      };
    case 'cold-cache':
      return {
        label: 'cold cache',
        severe: false,
        happened: `Loading read ${formatNumber(warning.bytesRead / 1e6)}\u00a0MB from the disk.`,
        remedy: 'Times of loading are those of a first start; steady state is not touched by it.',
      };
    case 'power-saving':
      return {
        label: 'power saving',
        severe: false,
        happened: `The machine was saving power: ${warning.detail}.`,
        remedy: 'Plug it in, or set the governor to performance, and run again.',
      };
    case 'software-gpu':
      return {
        label: 'software GPU',
        severe: true,
        happened: `A software renderer stood in for a GPU: ${warning.adapter}.`,
        remedy: 'Run on a machine with a GPU driver. The cell is not ranked.',
      };
    case 'estimated-energy':
      return {
        label: 'estimated energy',
        severe: false,
        happened: `Energy is an estimate: ${warning.detail}.`,
        remedy: 'Read it as an order of magnitude. It is not ranked.',
      };
    case 'parity-failed':
      return {
        label: 'parity failed',
        severe: true,
        happened: `Logits differ from the float64 reference by ${formatNumber(warning.maximumDeviation)} (limit ${formatNumber(warning.limit)}); ${percent(warning.top1Agreement)} of the images get the same class.`,
        remedy: 'Do not use these times: the cell computes something else. It is not ranked.',
      };
    case 'batch-changes-answers':
      return {
        label: 'other answers',
        severe: false,
        happened: `${formatNumber(warning.images)} of ${formatNumber(warning.of)} test images got another class than in batches of another size; so accuracy was measured anew.`,
        remedy: 'Use the batch size that the product has; report it to the makers of the engine.',
      };
    case 'non-finite-logits':
      return {
        label: 'non-finite logits',
        severe: true,
        happened: `Logits of ${formatNumber(warning.images)} images are NaN or infinite.`,
        remedy: 'Train with a smaller learning rate. The cell is not ranked.',
      };
    case 'not-learnt':
      return {
        label: 'not learnt',
        severe: false,
        happened: `The network did not learn: ${warning.detail}.`,
        remedy:
          'Train longer or with another recipe. Its accuracy says nothing of the architecture.',
      };
    case 'near-chance':
      return {
        label: 'near chance',
        severe: false,
        happened: `Weights that were trained elsewhere do no better than guessing: ${warning.detail}.`,
        remedy:
          'Check that classes are numbered as they were in that training, and that images are normalised and coloured as they were.',
      };
    case 'imported-model-note':
      return {
        label: 'imported',
        severe: false,
        happened: `Reading the network (${warning.note}): ${warning.detail}`,
        remedy: 'Export the file again unless that is the network that you mean.',
      };
  }
}
