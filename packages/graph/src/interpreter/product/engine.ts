import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { kernel } from './kernel.gen.js';

// TypeScript's only types of WebAssembly come with those of a browser's page.
declare const WebAssembly: {
  readonly Memory: new (options: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => { readonly buffer: SharedArrayBuffer; grow(pages: number): number };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

/** What `kernel.wat` exports. Addresses are in bytes. */
interface Kernel {
  readonly prepare: () => void;
  readonly open: (
    a: number,
    b: number,
    c: number,
    rowPanels: number,
    columnPanels: number,
    depth: number,
  ) => void;
  readonly finish: () => void;
}

/** Packed operands and results live here, beyond the head of the memory. */
export interface Engine extends Kernel {
  /** The memory as doubles, at least so many of them. */
  readonly values: (count: number) => Float64Array;
  /** Lets other threads take part from now on; they end with the process and do not keep it alive. */
  readonly startThreads: () => void;
}

/** The first double that is free. */
export const firstFreeValue = 8;

const PAGE_BYTES = 65536;
/** 4 GiB: what 32-bit addresses reach. Only what is asked for is ever taken. */
const MAXIMUM_PAGES = 65536;
/** More threads would wait for the memory that this one packs. */
const MAXIMUM_THREADS = 8;

/** The whole program of a thread. It is text, so that sources, builds and bundles start the same one. */
const THREAD = `
  const { workerData: { module, memory } } = require('node:worker_threads');
  new WebAssembly.Instance(module, { env: { memory } }).exports.serve();
`;

let opened: Engine | undefined;

/** The one engine of this process, opened at its first product. */
export function openEngine(): Engine {
  opened ??= createEngine();
  return opened;
}

function createEngine(): Engine {
  const module = new WebAssembly.Module(Buffer.from(kernel, 'base64'));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: MAXIMUM_PAGES, shared: true });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const instance = exports as unknown as Kernel;
  instance.prepare();
  let view = new Float64Array(memory.buffer);
  let hasThreads = false;
  return {
    ...instance,
    values(count) {
      const missingBytes = count * 8 - memory.buffer.byteLength;
      if (missingBytes > 0) {
        memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
        view = new Float64Array(memory.buffer);
      }
      return view;
    },
    startThreads() {
      if (hasThreads) return;
      hasThreads = true;
      const count = Math.min(availableParallelism(), MAXIMUM_THREADS) - 1;
      for (let i = 0; i < count; i++)
        // A thread needs none of this process's loaders.
        new Worker(THREAD, { eval: true, execArgv: [], workerData: { module, memory } }).unref();
    },
  };
}
