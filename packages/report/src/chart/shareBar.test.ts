import { expect, it } from 'vitest';
import { shareBar } from './shareBar.js';

it('lays parts side by side, and nothing of nothing', () => {
  const { text } = shareBar([0.25, 0.5, 0.25]);
  expect(text.match(/ x="[^"]+"/g)).toEqual([' x="0%"', ' x="25%"', ' x="75%"']);
  expect(text.match(/ width="[^"]+"/g)).toEqual([' width="25%"', ' width="50%"', ' width="25%"']);
  expect(shareBar([]).text).not.toContain('rect');
});
