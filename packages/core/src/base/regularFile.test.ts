import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { requireRegularFile } from './regularFile.js';

const here = fileURLToPath(import.meta.url);

it('takes files up to a size, and nothing else', () => {
  requireRegularFile(statSync(here), 'It');
  expect(() => requireRegularFile(statSync(here), 'It', 10)).toThrow('10 are the most');
  expect(() => requireRegularFile(statSync('.'), 'It')).toThrow('It is a folder');
  if (process.platform !== 'win32')
    expect(() => requireRegularFile(statSync('/dev/zero'), 'It')).toThrow('a pipe or a device');
});
