import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { physicalCoresOf } from './physicalCores.js';

const caseM03 = new URL('../../../../test/fixtures/cases/M03/', import.meta.url);

describe('physicalCoresOf', () => {
  it('counts performance and efficiency cores alike (case M03)', () => {
    const cpuinfo = readFileSync(new URL('cpuinfo_8p8e.txt', caseM03), 'utf8');
    const expected = JSON.parse(readFileSync(new URL('expected.json', caseM03), 'utf8')) as {
      physical_cores: number;
    };
    expect(physicalCoresOf(cpuinfo)).toBe(expected.physical_cores);
  });

  it('counts the same core id of two packages twice', () => {
    const thread = (n: number, packageId: number): string =>
      `processor\t: ${n}\nphysical id\t: ${packageId}\ncore id\t\t: 0\n`;
    expect(physicalCoresOf([thread(0, 0), thread(1, 1), thread(2, 0)].join('\n'))).toBe(2);
  });

  it('is unknown where the text does not tell', () => {
    expect(physicalCoresOf('processor\t: 0\nBogoMIPS\t: 48.00\nCPU part\t: 0xd0c\n')).toBeNull();
    expect(physicalCoresOf('')).toBeNull();
  });
});
