/**
 * Writes packages/graph/src/interpreter/product/kernel.gen.ts from kernel.wat beside it.
 *
 *   npm run generate:kernel [-- --print]
 *
 * --print writes the module to standard output and no file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import openWabt from 'wabt';

const { values: args } = parseArgs({ options: { print: { type: 'boolean', default: false } } });
const path = (name) =>
  fileURLToPath(new URL(`../packages/graph/src/interpreter/product/${name}`, import.meta.url));
const features = { simd: true, threads: true };

const wabt = await openWabt();
const parsed = wabt.parseWat('kernel.wat', readFileSync(path('kernel.wat'), 'utf8'), features);
parsed.validate(features);
const lines = Buffer.from(parsed.toBinary({}).buffer)
  .toString('base64')
  .match(/.{1,100}/g);
const source = [
  '// Made of kernel.wat by `npm run generate:kernel`.',
  '',
  '/** The WebAssembly module, in base64. */',
  'export const kernel =',
  ...lines.map((line, i) => `  '${line}'${i === lines.length - 1 ? ';' : ' +'}`),
  '',
].join('\n');

if (args.print) {
  process.stdout.write(source);
} else {
  writeFileSync(path('kernel.gen.ts'), source);
  console.log(`wrote ${path('kernel.gen.ts')}`);
}
