import { zoo } from '../evidence/zoo.js';
import type { Study } from '../study.js';

const MORE_THAN = 101;
const LATE = ['googlenet-v4', 'inception-resnet-v2'];
const EARLY = ['googlenet-v1', 'googlenet-v2', 'googlenet-v3'];

export const hundredConvolutions: Study = {
  id: 'hundred-convolutions',
  number: 11,
  title: 'More than 100 convolutions',
  claim: 'The Inception networks have more than 100 convolutions.',
  source:
    'The lecture, Inception; Szegedy et al. 2015, section 5, which counts about 100 building blocks of V1, pools and others included',
  statistic:
    'Convolutions of each network, and its depth: convolutions and linear layers on the longest path from image to classes. All exact.',
  refutedBy: 'No more than 100 convolutions in V4 or in Inception-ResNet V2.',
  judge(evidence) {
    const entries = zoo(evidence).map(({ description: { network, static: cost }, inputSize }) => ({
      network,
      inputSize,
      convolutions: cost.convolutions,
      depth: cost.depth,
    }));
    const of = (id: string) => {
      const entry = entries.find(({ network }) => network.id === id);
      if (entry === undefined) throw new Error(`There is no network ${id}.`);
      return entry;
    };
    const criterion = (id: string, role: 'decides' | 'limits') => ({
      name: `Convolutions of ${of(id).network.title}`,
      role,
      effect: { value: of(id).convolutions },
      exact: true as const,
      unit: '',
      atLeast: MORE_THAN,
    });
    const isLarge = (id: string) => of(id).convolutions >= MORE_THAN;
    const list = (ids: readonly string[]) =>
      ids.map((id) => `${of(id).network.title} ${of(id).convolutions}`).join(', ') || 'none';
    const all = [...LATE, ...EARLY];
    const deepest = [...entries].sort((a, b) => b.depth - a.depth)[0];
    return {
      criteria: [
        ...LATE.map((id) => criterion(id, 'decides')),
        ...EARLY.map((id) => criterion(id, 'limits')),
        {
          name: 'Depth of V4: more than 100 layers one after another',
          role: 'limits',
          effect: { value: of('googlenet-v4').depth },
          exact: true,
          unit: 'layers',
          atLeast: MORE_THAN,
        },
      ],
      answer:
        `More than 100: ${list(all.filter(isLarge))}. Fewer: ${list(all.filter((id) => !isLarge(id)))}. They stand side by side in branches: ` +
        `V4 is ${of('googlenet-v4').depth} layers deep; the deepest of the zoo is ${deepest?.network.title ?? ''} with ${deepest?.depth ?? 0}.`,
      limits: ['Networks as they are deployed, without auxiliary heads.'],
      tables: [
        {
          title: 'Convolutions and depth of the zoo',
          columns: [
            { title: 'network', unit: '' },
            { title: 'input', unit: 'px' },
            { title: 'convolutions', unit: '' },
            { title: 'depth', unit: 'layers' },
          ],
          rows: [...entries]
            .sort((a, b) => b.convolutions - a.convolutions)
            .map(({ network, inputSize, convolutions, depth }) => [
              network.title,
              inputSize,
              convolutions,
              depth,
            ]),
        },
      ],
    };
  },
};
