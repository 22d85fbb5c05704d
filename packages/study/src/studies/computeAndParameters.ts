import { correlationOf, pearson, spearman } from '../evidence/correlation.js';
import type { Pair } from '../evidence/correlation.js';
import { short, withInterval } from '../evidence/text.js';
import { zoo } from '../evidence/zoo.js';
import type { Study } from '../study.js';

export const computeAndParameters: Study = {
  id: 'compute-and-parameters',
  number: 3,
  title: 'Is compute proportional to parameters?',
  claim: 'The computation that a network needs is proportional to the number of its parameters.',
  source: 'The lecture, GoogLeNet, where parameters are counted to argue about computation',
  statistic:
    'MACs per parameter over all networks of the zoo, for 1000 classes at their own input size: the largest over the smallest (exact); linear and rank correlation of MACs and parameters, with bootstrap intervals over networks.',
  refutedBy: 'MACs per parameter that differ by more than a factor of two.',
  judge(evidence) {
    const entries = zoo(evidence).map((entry) => {
      const { trainableParameters: parameters, macs } = entry.description.static;
      return { ...entry, parameters, macs, perParameter: macs / parameters };
    });
    const sorted = [...entries].sort((a, b) => a.perParameter - b.perParameter);
    const [least, most] = [sorted[0], sorted.at(-1)];
    const factor = (most?.perParameter ?? NaN) / (least?.perParameter ?? NaN);
    const pairs = entries.map(({ parameters, macs }): Pair => [parameters, macs]);
    const convolutions = entries.map(({ convolution }): Pair => [
      convolution.parameters,
      convolution.macs,
    ]);
    const [linear, rank] = [correlationOf(pairs, pearson), correlationOf(pairs, spearman)];
    const rankOfConvolutions = correlationOf(convolutions, spearman);
    return {
      criteria: [
        {
          name: 'MACs per parameter, largest over smallest of the zoo',
          role: 'decides',
          effect: { value: factor },
          exact: true,
          unit: '×',
          atMost: 2,
        },
        { name: 'Linear correlation', role: 'limits', effect: linear, unit: '', atLeast: 0.9 },
        { name: 'Rank correlation', role: 'limits', effect: rank, unit: '', atLeast: 0.9 },
        {
          name: 'Rank correlation of convolutions alone',
          role: 'limits',
          effect: rankOfConvolutions,
          unit: '',
          atLeast: 0.9,
        },
      ],
      answer:
        `MACs per parameter go from ${short(least?.perParameter ?? NaN)} (${least?.description.network.title ?? ''}) to ` +
        `${short(most?.perParameter ?? NaN)} (${most?.description.network.title ?? ''}). The linear correlation is ` +
        `${withInterval(linear)}, that of the ranks ${withInterval(rank)}. A weight of a convolution is used once for ` +
        'each place of its output map, one of a linear layer once: where the parameters sit decides.',
      limits: [
        'The zoo is no random sample of networks: families have several members, which share their design.',
        'MACs are not time: see the studies that measure.',
      ],
      tables: [
        {
          title: 'MACs and parameters of the zoo',
          columns: [
            { title: 'network', unit: '' },
            { title: 'input', unit: 'px' },
            { title: 'parameters', unit: '' },
            { title: 'MACs', unit: '' },
            { title: 'MACs per parameter', unit: '' },
            { title: 'parameters in linear layers', unit: '%' },
            { title: 'MACs in linear layers', unit: '%' },
          ],
          rows: sorted.map(({ description, inputSize, parameters, macs, perParameter, linear }) => [
            description.network.title,
            inputSize,
            parameters,
            macs,
            perParameter,
            (100 * linear.parameters) / parameters,
            (100 * linear.macs) / macs,
          ]),
        },
      ],
      charts: [
        {
          title: 'MACs against parameters',
          x: { title: 'parameters', logarithmic: true },
          y: { title: 'MACs', logarithmic: true },
          points: entries.map(({ description, parameters, macs }) => ({
            x: parameters,
            y: { value: macs },
            label: description.network.title,
            group: description.network.family,
          })),
        },
      ],
    };
  },
};
