/**
 * GoogLeNet and its successors, the Inception family; one file per network.
 *
 * Christian Szegedy et al.: Going Deeper with Convolutions. CVPR 2015, arXiv:1409.4842.
 */
import { buildForInputSize } from '@convbench/graph';
import type { ArchitecturePlugin, Graph } from '@convbench/spec';
import { API_VERSION, UserError } from '@convbench/spec';
import { CHECKPOINTS } from './checkpoints.js';
import { d2lNetworks } from './d2l.js';
import { googlenetTorchvisionNetwork } from './googlenetTorchvision.js';
import { googlenetV1Network } from './googlenetV1.js';
import { googlenetV2Network } from './googlenetV2.js';
import { googlenetV3Network } from './googlenetV3.js';
import { googlenetV4Network } from './googlenetV4.js';
import { inceptionResnetV1Network } from './inceptionResnetV1.js';
import { inceptionResnetV2Network } from './inceptionResnetV2.js';
import type { Network } from './network.js';
import type { GoogLeNetOptions } from './options.js';
import { googLeNetOptionsSchema } from './options.js';
import { GOING_DEEPER } from './papers.js';

/** What else the networks are called. */
const ALIASES: Readonly<Record<string, readonly string[]>> = {
  'googlenet-v1': ['googlenet', 'inception-v1', 'bvlc-googlenet'],
  'googlenet-v2': ['bn-inception', 'inception-v2'],
  'googlenet-v3': ['inception-v3'],
  'googlenet-v4': ['inception-v4'],
};

const NETWORKS: readonly Network[] = [
  googlenetV1Network,
  ...d2lNetworks,
  googlenetTorchvisionNetwork,
  googlenetV2Network,
  googlenetV3Network,
  googlenetV4Network,
  inceptionResnetV1Network,
  inceptionResnetV2Network,
];

function build(id: string, options: GoogLeNetOptions): Graph {
  const network = NETWORKS.find(({ variant }) => variant.id === id);
  if (!network)
    throw new UserError(
      'arch-googlenet',
      `There is no variant '${id}'.`,
      `Use one of: ${NETWORKS.map(({ variant }) => variant.id).join(', ')}.`,
    );
  if (options.auxiliaryHeads && !network.hasAuxiliaryHeads) {
    const withHeads = NETWORKS.filter(({ hasAuxiliaryHeads }) => hasAuxiliaryHeads);
    throw new UserError(
      'arch-googlenet',
      `${network.variant.title} has no auxiliary heads.`,
      `Leave auxiliaryHeads out, or use one of: ${withHeads.map(({ variant }) => variant.id).join(', ')}.`,
    );
  }
  const title = `${network.variant.title} with the ${options.stem} stem`;
  return buildForInputSize('arch-googlenet', title, options.inputSize, (inputSize) =>
    network.build({ ...options, inputSize }),
  );
}

const plugin: ArchitecturePlugin<typeof googLeNetOptionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'googlenet',
  family: 'inception',
  paper: GOING_DEEPER,
  variants: NETWORKS.map(({ variant }) => {
    const aliases = ALIASES[variant.id];
    return aliases ? { ...variant, aliases } : variant;
  }),
  options: googLeNetOptionsSchema,
  checkpoints: (variant) => CHECKPOINTS[variant] ?? [],
  build,
  buildForTraining(id, options) {
    const network = NETWORKS.find(({ variant }) => variant.id === id);
    return network?.hasAuxiliaryHeads === true
      ? build(id, { ...options, auxiliaryHeads: true })
      : undefined;
  },
};

export default plugin;
