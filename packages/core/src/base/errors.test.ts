import { UserError } from '@convbench/spec';
import { expect, it } from 'vitest';
import { describeValue, errorData, fileError, messageOf } from './errors.js';

it('keeps what helps of an error', () => {
  expect(errorData(new TypeError('no'))).toMatchObject({
    message: 'no',
    stack: expect.any(String),
  });
  expect(errorData(new UserError('room', 'It is so.', 'Do that.'))).toMatchObject({
    message: 'It is so.',
    user: { room: 'room', problem: 'It is so.', remedy: 'Do that.' },
  });
});

it('takes whatever is thrown', () => {
  expect(messageOf('text')).toBe('threw "text"');
  expect(messageOf(undefined)).toBe('threw undefined');
  expect(messageOf(12n)).toBe('threw 12n');
  expect(messageOf(new RangeError())).toBe('RangeError');
});

it('shows values in short', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  expect(describeValue(circular)).toBe('[object Object]');
  expect(describeValue(() => 1)).toBe('a function');
  expect(describeValue('x'.repeat(200))).toHaveLength(80);
});

it('explains errors of the file system, and passes others on', () => {
  const full = Object.assign(new Error('write'), { code: 'ENOSPC' });
  expect(fileError(full, 'write the results', '/a b')).toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('Cannot write the results "/a b": the disk is full (ENOSPC).'),
    cause: full,
  });
  const missing = Object.assign(new Error('mkdir'), { code: 'ENOENT' });
  expect(fileError(missing, 'make', '/ro/a')).toMatchObject({ name: 'UserError' });
  const odd = Object.assign(new Error('odd'), { code: 'constructor' });
  expect(fileError(odd, 'write', '/a')).toBe(odd);
  const other = new Error('other');
  expect(fileError(other, 'write', '/a')).toBe(other);
});
