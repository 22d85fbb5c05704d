/** Names of published weights, held against the state dicts of the reference implementations. */
import alexnet from '@convbench/arch-alexnet';
import googlenet from '@convbench/arch-googlenet';
import nin from '@convbench/arch-nin';
import resnest from '@convbench/arch-resnest';
import resnet from '@convbench/arch-resnet';
import vgg from '@convbench/arch-vgg';
import type { ArchitecturePlugin } from '@convbench/spec';
import { expect, it } from 'vitest';
import { loadReference } from './support/reference.js';

const plugins: readonly ArchitecturePlugin[] = [nin, vgg, alexnet, resnet, resnest, googlenet];

it.each([
  ['nin', 'D2L', 'd2l_nin_224'],
  ['nin-imagenet', 'Caffe', 'caffe_nin_imagenet'],
  ['vgg11', 'D2L', 'd2l_vgg11_quarter_224'],
  ['vgg11', 'torchvision', 'torchvision_vgg11'],
  ['vgg13', 'torchvision', 'torchvision_vgg13'],
  ['vgg16', 'torchvision', 'torchvision_vgg16'],
  ['vgg19', 'torchvision', 'torchvision_vgg19'],
  ['vgg11-bn', 'torchvision', 'torchvision_vgg11_bn'],
  ['vgg13-bn', 'torchvision', 'torchvision_vgg13_bn'],
  ['vgg16-bn', 'torchvision', 'torchvision_vgg16_bn'],
  ['vgg19-bn', 'torchvision', 'torchvision_vgg19_bn'],
  ['alexnet', 'torchvision', 'torchvision_alexnet'],
  ['alexnet-caffe', 'Caffe', 'caffe_bvlc_alexnet'],
  ['resnet18', 'torchvision', 'torchvision_resnet18'],
  ['resnet34', 'torchvision', 'torchvision_resnet34'],
  ['resnet50', 'torchvision', 'torchvision_resnet50'],
  ['resnest14d', 'timm', 'timm_resnest14d'],
  ['resnest26d', 'timm', 'timm_resnest26d'],
  ['resnest50d', 'timm', 'timm_resnest50d'],
  ['googlenet-v1', 'Caffe', 'caffe_bvlc_googlenet'],
  ['googlenet-v1-d2l', 'D2L', 'd2l_googlenet_96'],
  ['googlenet-torchvision', 'torchvision', 'torchvision_googlenet'],
  ['googlenet-v2', 'Cadene', 'cadene_bninception'],
  ['googlenet-v3', 'torchvision', 'torchvision_inception_v3'],
  ['googlenet-v3', 'torchvision', 'timm_inception_v3'],
  ['googlenet-v4', 'timm', 'timm_inception_v4'],
  ['inception-resnet-v2', 'timm', 'timm_inception_resnet_v2'],
])('%s by %s has the layers of %s, in its order', (id, source, reference) => {
  const plugin = plugins.find(({ variants }) => variants.some((variant) => variant.id === id));
  const names = plugin?.checkpoints?.(id).find((each) => each.source === source);
  const layers = loadReference(reference).stateDict.map(([name]) =>
    name.slice(0, name.lastIndexOf('.')),
  );
  expect(names?.layers).toEqual([...new Set(layers)]);
});

it('of heads that only training uses are told apart', () => {
  const { stateDict } = loadReference('caffe_bvlc_googlenet_aux');
  const [checkpoint] = googlenet.checkpoints?.('googlenet-v1') ?? [];
  const { layers = [], trainingOnly = [] } = checkpoint ?? {};
  const others = stateDict
    .map(([name]) => name.slice(0, name.lastIndexOf('.')))
    .filter((layer) => !layers.includes(layer));
  expect(new Set(others.map((layer) => layer.split('/')[0]))).toEqual(new Set(trainingOnly));
});
