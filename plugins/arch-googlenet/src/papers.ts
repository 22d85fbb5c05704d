import type { Citation } from '@convbench/spec';

/** V1 */
export const GOING_DEEPER: Citation = {
  title: 'Going Deeper with Convolutions',
  authors:
    'Christian Szegedy, Wei Liu, Yangqing Jia, Pierre Sermanet, Scott Reed, Dragomir Anguelov, Dumitru Erhan, ' +
    'Vincent Vanhoucke, Andrew Rabinovich',
  year: 2015,
  url: 'https://arxiv.org/abs/1409.4842',
};

/** V2 */
export const BATCH_NORMALIZATION: Citation = {
  title:
    'Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift',
  authors: 'Sergey Ioffe, Christian Szegedy',
  year: 2015,
  url: 'https://arxiv.org/abs/1502.03167',
};

/** V3 */
export const RETHINKING: Citation = {
  title: 'Rethinking the Inception Architecture for Computer Vision',
  authors: 'Christian Szegedy, Vincent Vanhoucke, Sergey Ioffe, Jonathon Shlens, Zbigniew Wojna',
  year: 2016,
  url: 'https://arxiv.org/abs/1512.00567',
};

/** V4 and Inception-ResNet */
export const INCEPTION_V4: Citation = {
  title: 'Inception-v4, Inception-ResNet and the Impact of Residual Connections on Learning',
  authors: 'Christian Szegedy, Sergey Ioffe, Vincent Vanhoucke, Alex Alemi',
  year: 2017,
  url: 'https://arxiv.org/abs/1602.07261',
};
