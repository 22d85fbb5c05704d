import { expect, it } from 'vitest';
import { jsonText, terminalText } from './output.js';

it('lets colours of our own through, and nothing else that steers a terminal', () => {
  expect(terminalText('\u001b[31merror\u001b[39m \u001b[1mbold\u001b[22m')).toBe(
    '\u001b[31merror\u001b[39m \u001b[1mbold\u001b[22m',
  );
  const hostile = terminalText('\u001b]0;title\u0007\u001b[2J\u001b[8mhidden\u001b[1;1H');
  for (const steering of ['\u001b', '\u0007']) expect(hostile).not.toContain(steering);
  expect(terminalText('nin\u202e 5.1\u009b2J')).toBe('nin 5.12J');
});

it('writes in JSON by its number what would steer a terminal, and changes no value', () => {
  const value = { name: 'a\u001b[2J\u009b2J\u202eb', text: 'é\n👩‍🔬' };
  const text = jsonText(value);
  expect(terminalText(text)).toBe(text);
  expect(JSON.parse(text)).toEqual(value);
});
