/**
 * GoogLeNet and its successors, the Inception family; one file per network.
 *
 * Christian Szegedy et al.: Going Deeper with Convolutions. CVPR 2015, arXiv:1409.4842.
 */
import type { ArchitecturePlugin } from '@convbench/spec';
import { API_VERSION, architectureOptionsSchema, UserError } from '@convbench/spec';
import { d2lGoogLeNet, d2lVariants } from './d2l.js';

const plugin: ArchitecturePlugin<typeof architectureOptionsSchema> = {
  kind: 'architecture',
  apiVersion: API_VERSION,
  name: 'googlenet',
  family: 'inception',
  paper: {
    title: 'Going Deeper with Convolutions',
    authors:
      'Christian Szegedy, Wei Liu, Yangqing Jia, Pierre Sermanet, Scott Reed, Dragomir Anguelov, Dumitru Erhan, ' +
      'Vincent Vanhoucke, Andrew Rabinovich',
    year: 2015,
    url: 'https://arxiv.org/abs/1409.4842',
  },
  variants: d2lVariants,
  options: architectureOptionsSchema,
  build(variant, options) {
    const d2l = d2lVariants.find(({ id }) => id === variant);
    if (d2l) return d2lGoogLeNet(d2l.id, options);
    throw new UserError(
      'arch-googlenet',
      `There is no variant '${variant}'.`,
      `Use one of: ${d2lVariants.map(({ id }) => id).join(', ')}.`,
    );
  },
};

export default plugin;
