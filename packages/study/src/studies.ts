import { asymmetric } from './studies/asymmetric.js';
import { averagePooling } from './studies/averagePooling.js';
import { batchNorm } from './studies/batchNorm.js';
import { bottleneck } from './studies/bottleneck.js';
import { computeAndParameters } from './studies/computeAndParameters.js';
import { depthAgainstWidth } from './studies/depthAgainstWidth.js';
import { hundredConvolutions } from './studies/hundredConvolutions.js';
import { inceptionBlock } from './studies/inceptionBlock.js';
import { poolBranch } from './studies/poolBranch.js';
import { powersOfTwo } from './studies/powersOfTwo.js';
import { tuneSmall } from './studies/tuneSmall.js';
import { v3AgainstVgg } from './studies/v3AgainstVgg.js';
import { whatV4Is } from './studies/whatV4Is.js';
import type { Study } from './study.js';

/** By number. */
export const studies: readonly Study[] = [
  inceptionBlock,
  bottleneck,
  computeAndParameters,
  asymmetric,
  powersOfTwo,
  batchNorm,
  v3AgainstVgg,
  whatV4Is,
  averagePooling,
  tuneSmall,
  hundredConvolutions,
  poolBranch,
  depthAgainstWidth,
];
