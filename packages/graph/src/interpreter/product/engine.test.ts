import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const source = new URL('./product.ts', import.meta.url).href;

/** In a process of its own: a square product of that size, then the number of threads that the process has started. */
async function productOf(size: number, end = ''): Promise<number> {
  const script = `
    import threads from 'node:worker_threads';
    import { syncBuiltinESMExports } from 'node:module';
    let started = 0;
    const { Worker } = threads;
    threads.Worker = class extends Worker {
      constructor(...options) { super(...options); started += 1; }
    };
    syncBuiltinESMExports();
    const { default: product } = await import(${JSON.stringify(source)});
    const { addProduct } = product;
    const lines = (step) => Int32Array.from({ length: ${size} }, (_, i) => i * step);
    const matrix = () => ({ data: new Float64Array(${size ** 2}).fill(1), rows: lines(${size}), columns: lines(1) });
    const c = matrix();
    addProduct(c, matrix(), matrix());
    if (!c.data.every((value) => value === ${size + 1})) throw new Error('wrong');
    console.log(started);
    ${end}`;
  // Node runs no TypeScript, and the build has the product inside of a bundle only.
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--import',
    'jiti/register',
    '--input-type=module',
    '--eval',
    script,
  ]);
  return Number(stdout);
}

describe('the threads of the product', () => {
  it('are not started for small products', async () => {
    expect(await productOf(200)).toBe(0);
  });

  it('take part in large ones, and do not keep the process alive', async () => {
    expect(await productOf(500)).toBe(Math.min(availableParallelism(), 8) - 1);
  });

  it('end when the process is told to exit', async () => {
    expect(await productOf(500, 'process.exit(0)')).toBe(Math.min(availableParallelism(), 8) - 1);
  });
});
