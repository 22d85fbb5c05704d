import { describe, expect, it } from 'vitest';
import { placesOf, withoutPlaces, type Places } from './withoutPlaces.js';

const places: Places = {
  folders: ['/srv/our work/project', '/tmp'],
  home: '/home/alice',
  host: 'secret-laptop',
  user: 'alice',
};
const clean = (value: unknown): unknown => JSON.parse(withoutPlaces(JSON.stringify(value), places));

describe('withoutPlaces', () => {
  it.each([
    ['/home/alice/p/mine.ts', 'mine.ts'],
    ['file:///home/alice/p/mine.ts', 'mine.ts'],
    ['/data/my own pictures', 'my own pictures'],
    ['C:\\Users\\alice\\mine.onnx', 'mine.onnx'],
    ['\\\\server\\share\\mine.onnx', 'mine.onnx'],
    ['cannot open file:///home/alice/p/mine.ts /home/alice /tmp', 'cannot open mine.ts ~ .'],
    ['at load (/home/alice/p/a.js:3:4)', 'at load (a.js:3:4)'],
    ['in "/srv/our work/project/a b/c.txt"', 'in "a b/c.txt"'],
    ['in file:///srv/our%20work/project/c.txt', 'in c.txt'],
    ['path=/home/alice/x/', 'path=x'],
  ])('takes folders out of %j', (text, expected) => {
    expect(clean({ text })).toEqual({ text: expected });
  });

  it.each([
    './mine.ts',
    'https://example.org/tmp/x',
    'images/s and 12 /10',
    'https://arxiv.org/abs/1312.4400',
    'see http://localhost:8000/a/b',
    'reads /proc/stat',
    '@convbench/arch-nin',
    '3x3/2 and a/b/c',
  ])('keeps %j', (text) => {
    expect(clean({ text })).toEqual({ text });
  });

  it('takes names out of messages, and leaves all others', () => {
    const failure = { message: 'alice@secret-laptop said no', other: 'alice' };
    expect(clean({ failure })).toEqual({
      failure: { message: 'the user@this machine said no', other: 'alice' },
    });
    expect(clean({ notMeasured: ['on secret-laptop'] })).toEqual({
      notMeasured: ['on this machine'],
    });
  });

  it('keeps the bytes of a line that names none', () => {
    const line = '{"a": 1.50, "b":"x"}';
    expect(withoutPlaces(line, placesOf('/somewhere'))).toBe(line);
  });
});
