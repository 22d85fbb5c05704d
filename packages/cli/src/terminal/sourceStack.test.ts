import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../../../../test/support/workspace.js';
import { sourceStack } from './sourceStack.js';

describe('sourceStack', () => {
  it('turns places in a bundle into those of its sources', () => {
    const built = pathToFileURL(join(repositoryRoot, 'packages/graph/dist/index.js')).href;
    const stack = execFileSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { elementCount } from '${built}'; try { elementCount(undefined) } catch ({ stack }) { console.log(stack) }`,
      ],
      { encoding: 'utf8' },
    );
    expect(stack).toContain('packages/graph/dist/');
    const mapped = sourceStack(stack);
    expect(mapped).toMatch(/packages\/graph\/src\/\w+\.ts:\d+:\d+/);
    expect(mapped).not.toContain('packages/graph/dist/');
  });

  it('leaves alone what has no map', () => {
    const stack =
      'Error: no\n    at run (file:///nowhere/dist/index.js:3:4)\n    at node:internal:5:6';
    expect(sourceStack(stack)).toBe(stack);
  });
});
