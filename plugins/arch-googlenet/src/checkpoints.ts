/** What published weights call the layers of the Inception family, by variant. */
import { expandBraces } from '@convbench/graph';
import type { CheckpointNames, Normalization } from '@convbench/spec';

/** The range from -1 to 1. */
const INCEPTION: Normalization = { mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5] };
const CAFFE: Normalization = {
  mean: [104, 117, 123],
  standardDeviation: [1, 1, 1],
  scale: 1,
  channelOrder: 'bgr',
};
/** `last_linear` of each of its networks, whatever the original called it. */
const CADENE_HEAD = 'last_linear';

/** pytorch/vision#4136: a network without that step has to be fed what comes out of it. */
const TRANSFORMS_INPUT =
  "torchvision's network turns ImageNet's normalisation into the range from -1 to 1 by itself (transform_input); here the images have to be in that range.";

const BLOCKS = '{3a,3b,4a,4b,4c,4d,4e,5a,5b}';

const caffe: CheckpointNames = {
  source: 'Caffe',
  layers: expandBraces(
    'conv1/7x7_s2',
    'conv2/{3x3_reduce,3x3}',
    `inception_${BLOCKS}/{1x1,3x3_reduce,3x3,5x5_reduce,5x5,pool_proj}`,
    'loss3/classifier',
  ),
  trainingOnly: ['loss1', 'loss2'],
  normalization: CAFFE,
  preset: 'caffe',
};

const d2l: CheckpointNames = {
  source: 'D2L',
  layers: expandBraces(
    '0.0',
    '1.{0,2}',
    '{2.{0,1},3.{0..4},4.{0,1}}.{p1_1,p2_1,p2_2,p3_1,p3_2,p4_2}',
    '5',
  ),
};

const torchvision: CheckpointNames = {
  source: 'torchvision',
  layers: expandBraces(
    'conv{1..3}.{conv,bn}',
    `inception${BLOCKS}.{branch1,branch{2,3}.{0,1},branch4.1}.{conv,bn}`,
    'fc',
  ),
  trainingOnly: ['aux1', 'aux2'],
  normalization: INCEPTION,
  preset: 'torchvision-inception',
  note: TRANSFORMS_INPUT,
};

const DOUBLE = 'double_3x3_{reduce,1,2}{,_bn}';
const cadeneBnInception: CheckpointNames = {
  source: 'Cadene',
  layers: expandBraces(
    '{conv1_7x7_s2,conv2_3x3_reduce,conv2_3x3}{,_bn}',
    ...['3a', '3b', '3c', '4a', '4b', '4c', '4d', '4e', '5a', '5b'].map((block) =>
      // The blocks that halve the map have neither 1x1 convolution nor projection.
      block === '3c' || block === '4e'
        ? `inception_${block}_{3x3{_reduce,}{,_bn},${DOUBLE}}`
        : `inception_${block}_{1x1{,_bn},3x3{_reduce,}{,_bn},${DOUBLE},pool_proj{,_bn}}`,
    ),
    CADENE_HEAD,
  ),
  normalization: { ...CAFFE, mean: [104, 117, 128] },
};

const V3 = expandBraces(
  'Conv2d_{1a_3x3,2a_3x3,2b_3x3,3b_1x1,4a_3x3}.{conv,bn}',
  'Mixed_5{b,c,d}.{branch1x1,branch5x5_{1,2},branch3x3dbl_{1..3},branch_pool}.{conv,bn}',
  'Mixed_6a.{branch3x3,branch3x3dbl_{1..3}}.{conv,bn}',
  'Mixed_6{b,c,d,e}.{branch1x1,branch7x7_{1..3},branch7x7dbl_{1..5},branch_pool}.{conv,bn}',
  'Mixed_7a.{branch3x3_{1,2},branch7x7x3_{1..4}}.{conv,bn}',
  'Mixed_7{b,c}.{branch1x1,branch3x3_{1,2a,2b},branch3x3dbl_{1,2,3a,3b},branch_pool}.{conv,bn}',
);
const v3 = {
  trainingOnly: ['AuxLogits'],
  normalization: INCEPTION,
  preset: 'torchvision-inception',
};

const V4 = expandBraces(
  'features.{{0..2},3.conv,4.{branch0.{0,1},branch1.{0..3}},5.conv}.{conv,bn}',
  'features.{6..9}.{branch0,branch1.{0,1},branch2.{0..2},branch3.1}.{conv,bn}',
  'features.10.{branch0,branch1.{0..2}}.{conv,bn}',
  'features.{11..17}.{branch0,branch1.{0..2},branch2.{0..4},branch3.1}.{conv,bn}',
  'features.18.{branch0.{0,1},branch1.{0..3}}.{conv,bn}',
  'features.{19..21}.{branch0,branch1_{0,1a,1b},branch2_{0,1,2,3a,3b},branch3.1}.{conv,bn}',
);

const RESIDUAL_V2 = expandBraces(
  'conv2d_{1a,2a,2b,3b,4a}.{conv,bn}',
  'mixed_5b.{branch0,branch1.{0,1},branch2.{0..2},branch3.1}.{conv,bn}',
  'repeat.{0..9}.{{branch0,branch1.{0,1},branch2.{0..2}}.{conv,bn},conv2d}',
  'mixed_6a.{branch0,branch1.{0..2}}.{conv,bn}',
  'repeat_1.{0..19}.{{branch0,branch1.{0..2}}.{conv,bn},conv2d}',
  'mixed_7a.{branch0.{0,1},branch1.{0,1},branch2.{0..2}}.{conv,bn}',
  'repeat_2.{0..8}.{{branch0,branch1.{0..2}}.{conv,bn},conv2d}',
  'block8.{{branch0,branch1.{0..2}}.{conv,bn},conv2d}',
  'conv2d_7b.{conv,bn}',
);
const timm = { normalization: INCEPTION, preset: 'timm-inception' };

export const CHECKPOINTS: Readonly<Record<string, readonly CheckpointNames[]>> = {
  'googlenet-v1': [caffe],
  'googlenet-v1-d2l': [d2l],
  'googlenet-torchvision': [torchvision],
  'googlenet-v2': [cadeneBnInception],
  'googlenet-v3': [
    { source: 'torchvision', layers: [...V3, 'fc'], ...v3, note: TRANSFORMS_INPUT },
    { source: 'Cadene', layers: [...V3, CADENE_HEAD], ...v3 },
  ],
  'googlenet-v4': [{ source: 'timm', layers: [...V4, CADENE_HEAD], ...timm }],
  'inception-resnet-v2': [
    { source: 'timm', layers: [...RESIDUAL_V2, 'classif'], ...timm },
    { source: 'Cadene', layers: [...RESIDUAL_V2, CADENE_HEAD], ...timm },
  ],
};
