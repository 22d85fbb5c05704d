import { expect, it } from 'vitest';
import { titleOf } from './titleOf.js';

it.each([
  [{}, undefined],
  [{ arch: ['nin', 'vgg11:width=0.25'] }, 'nin, vgg11:width=0.25 on Fashion-MNIST'],
  [{ arch: ['a', 'b', 'c', 'd', 'e'], dataset: ['shapes'] }, '5 networks on shapes'],
  [{ dataset: ['mnist', 'cifar10'] }, 'Four networks on mnist, cifar10'],
])('%o is %s', (flags, title) => {
  expect(titleOf(flags)).toBe(title);
});
