import { describe, expect, it } from 'vitest';
import { fill, fillerSeed, fillerWord } from './filler.js';

describe('filler', () => {
  it.each([
    ['input', 0xf9d86f7b, [0xcc8d6f84, 0xaf679459, 0xfaf2a100, 0x0115d988], 0x7e64442c],
    ['features.0.weight', 0xebe83bf6, [0xaa73d768, 0xe7bccad3, 0x91d55225, 0x946543e2], 0x39056c58],
    ['größe', 0xcd38f49a, [0xcda1b73c, 0xf93f2aac, 0xafa6a509, 0xf474a328], 0xb0522514],
  ])('makes the published words of %s', (name, seed, words, xor) => {
    expect(fillerSeed(name)).toBe(seed);
    expect(words.map((_, i) => fillerWord(seed, i))).toEqual(words);
    let all = 0;
    for (let i = 0; i < 65_536; i++) all ^= fillerWord(seed, i);
    expect(all >>> 0).toBe(xor);
  });

  it('wraps the index of a very large tensor as 32-bit integers do', () => {
    expect(fillerWord(fillerSeed('classifier.0.weight'), 102_760_447)).toBe(0xb2d6a260);
  });

  it('makes the published values of each role', () => {
    expect([...fill('features.0.weight', [64, 3, 11, 11], 'weight').slice(0, 2)]).toEqual([
      0.0426398441195488, 0.1041952520608902,
    ]);
    expect([...fill('bn1.weight', [2], 'gamma')]).toEqual([0.842755138874054, 0.9371195435523987]);
    expect([...fill('bn1.running_var', [2], 'var')]).toEqual([
      0.7769286632537842, 1.1091419458389282,
    ]);
    expect([...fill('bn1.bias', [2], 'beta')]).toEqual([0.0412013903260231, -0.06708979606628418]);
    expect([...fill('labels', [8], 'labels')]).toEqual([3, 7, 7, 6, 5, 6, 2, 9]);
  });
});
