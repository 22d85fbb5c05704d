/**
 * A bare process that opens an ONNX file by its path and runs it, with onnxruntime-node's own API and nothing else.
 *
 *   node bareOnnxruntime.mjs <file> <batch> <threads> <seconds>
 *
 * Prints JSON: memory of the process in bytes (with the engine and no network, its peak until the file was open, its largest
 * in steady state, its peak of all) and the time that opening took.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const [file, batch, threads, seconds] = process.argv.slice(2);
const status = () => readFileSync('/proc/self/status', 'utf8');
const kilobytes = (name) =>
  1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status())[1]);
/** The kernel's peak begins anew. */
const resetPeak = () => writeFileSync('/proc/self/clear_refs', '5');

const { InferenceSession, Tensor } = await import('onnxruntime-node');
const runtimeBytes = kilobytes('VmRSS');
const start = performance.now();
const session = await InferenceSession.create(file, {
  executionProviders: ['cpu'],
  intraOpNumThreads: Number(threads),
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  enableMemPattern: true,
  logSeverityLevel: 3,
});
const loadMs = performance.now() - start;
const loadPeakBytes = kilobytes('VmHWM');

const [{ name, shape }] = session.inputMetadata;
const dimensions = shape.map((size) => (typeof size === 'number' ? size : Number(batch)));
const length = dimensions.reduce((product, size) => product * size, 1);
const images = new Float32Array(length).map((_, i) => Math.sin(i));
const feeds = { [name]: new Tensor('float32', images, dimensions) };
await session.run(feeds);
globalThis.gc?.();
for (const end = performance.now() + 500; performance.now() < end;) await session.run(feeds);
const beforePeakBytes = kilobytes('VmHWM');
resetPeak();
for (const end = performance.now() + 1000 * Number(seconds); performance.now() < end;)
  await session.run(feeds);
const steadyBytes = kilobytes('VmHWM');
console.log(
  JSON.stringify({
    runtimeBytes,
    loadMs,
    loadPeakBytes,
    steadyBytes,
    peakBytes: Math.max(beforePeakBytes, steadyBytes),
  }),
);
