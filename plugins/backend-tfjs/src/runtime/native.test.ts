import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from '../../../../test/support/hasTfjsNode.js';
import { loadError, loadNative } from './native.js';

describe.skipIf(!hasTfjsNode)('with libtensorflow (skipped where it is not set up)', () => {
  it('loads once, with the threads of the first call', async () => {
    const first = await loadNative('tfjs-node', 1);
    expect(first).toMatchObject({ threads: 1, usesGpu: false });
    expect(first.version).toMatch(/^2\.\d+\.\d+$/);
    expect((await loadNative('tfjs-node', 2)).threads).toBe(1);
  });

  it('refuses the other package in the same process', async () => {
    await loadNative('tfjs-node');
    await expect(loadNative('tfjs-node-gpu')).rejects.toThrow(
      'This process holds @tensorflow/tfjs-node; @tensorflow/tfjs-node-gpu cannot join it.',
    );
  });

  it('keeps standard output clean', () => {
    const program = `
      const { default: tfjs } = await import(${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)});
      const facts = await tfjs.probe('node-eager', { threads: 1 });
      if (!facts.available) throw new Error(facts.reason);
      process.exit(0);`;
    const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

describe('a package that does not load', () => {
  const errorOf = (library: 'tfjs-node' | 'tfjs-node-gpu', message: string, code?: string) =>
    loadError(library, Object.assign(new Error(message), code === undefined ? {} : { code }))
      .message;

  it('is to be installed', () => {
    const message = "Cannot find package '@tensorflow/tfjs-node' imported from /x";
    expect(errorOf('tfjs-node', message, 'ERR_MODULE_NOT_FOUND')).toBe(
      '[convbench] [backend-tfjs] The optional package @tensorflow/tfjs-node is not installed. ' +
        'Run `npm install --include=optional`.',
    );
  });

  it('is to be set up', () => {
    const message =
      'The Node.js native addon module (tfjs_binding.node) can not be found at path: /x. \nPlease run';
    expect(errorOf('tfjs-node', message)).toContain(
      'libtensorflow is not set up. Run `convbench setup tfjs cpu`.',
    );
    expect(errorOf('tfjs-node-gpu', message)).toContain('Run `convbench setup tfjs gpu`.');
  });

  it('names the library that has gone', () => {
    const message =
      'libtensorflow_cc.so.2: cannot open shared object file: No such file or directory';
    expect(errorOf('tfjs-node', message)).toContain(
      'The library libtensorflow_cc.so.2, which @tensorflow/tfjs-node needs, is not there.',
    );
  });

  it('says what the system says, as of a library of another version', () => {
    const message = '/x/tfjs_binding.node: undefined symbol: TF_Version';
    expect(errorOf('tfjs-node', message)).toContain(
      'does not load: /x/tfjs_binding.node: undefined symbol: TF_Version. Run `convbench setup tfjs cpu`.',
    );
  });
});
