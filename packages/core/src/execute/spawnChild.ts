import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { watchMemoryLimit } from '@convbench/measure';
import type { Failure } from '@convbench/spec';
import type { ErrorData } from '../errors.js';
import type { ChildMessage, ParentMessage, Task, TaskResults } from './messages.js';
import { childEnvironment } from './childEnvironment.js';
import { describeEnd } from './describeEnd.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import { outputTail } from './outputTail.js';

// The same from src/ and dist/: children always run the build, because Node does not run TypeScript.
const childMain = new URL('../../dist/child/main.js', import.meta.url);

/** How long a child may take to obey `stop`: a checkpoint of a large network has to reach the disk. */
const stopGraceMs = 60_000;
/** The others have nothing to save, and a library may keep them from reading messages. */
const nothingToSaveGraceMs = 500;
/** A child that has given its result is not waited for longer than this. */
const exitGraceMs = 5_000;

export interface ChildHooks {
  /** The child waits until this returns. */
  onPhase?(phase: string, pid: number): void;
  onMessage?(message: Exclude<ChildMessage, { type: 'phase' | 'result' | 'threw' }>): void;
  /** The process is gone. */
  onEnd?(): void;
}

export interface ChildOptions {
  readonly timeLimitMs: number;
  /** A process that grows beyond it is stopped. */
  readonly memoryLimitBytes?: number;
  readonly signal?: AbortSignal;
}

export type ChildOutcome<Kind extends Task['kind']> =
  | { readonly state: 'result'; readonly result: TaskResults[Kind] }
  | { readonly state: 'failed'; readonly failure: Failure; readonly error?: ErrorData }
  /** Ended by the signal without a result. */
  | { readonly state: 'aborted' };

/**
 * Runs one task in a fresh process and waits for its end. Never rejects for what the process does: an exception, an
 * exit, a crash and running out of time are outcomes.
 */
export async function runChild<Kind extends Task['kind']>(
  task: Extract<Task, { kind: Kind }>,
  options: ChildOptions,
  hooks: ChildHooks = {},
): Promise<ChildOutcome<Kind>> {
  const env = { ...childEnvironment(task), ...(await deviceEnvironment(task)) };
  return superviseChild(task, env, options, hooks);
}

function superviseChild<Kind extends Task['kind']>(
  task: Extract<Task, { kind: Kind }>,
  env: NodeJS.ProcessEnv,
  options: ChildOptions,
  hooks: ChildHooks,
): Promise<ChildOutcome<Kind>> {
  const child = fork(fileURLToPath(childMain), [], {
    serialization: 'advanced',
    // What a native library prints must not disturb the terminal of the run.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // So that a measuring child can let go of what loading left behind; and nothing of the parent's own flags.
    execArgv: ['--expose-gc'],
    env,
  });
  const output = outputTail('backend' in task ? task.backend.knownOutput : []);
  output.read(child.stderr);
  output.read(child.stdout);

  let phase = 'start';
  let result: { value: TaskResults[Kind] } | undefined;
  let thrown: ErrorData | undefined;
  let timedOut = false;
  const aborted = () => options.signal?.aborted === true;

  const send = (message: ParentMessage) => {
    if (child.connected) child.send(message, () => undefined);
  };
  const kill = () => child.kill('SIGKILL');
  const timers = new Set<NodeJS.Timeout>();
  const after = (ms: number, action: () => void) => {
    // Longer than Node's timers can hold means no limit.
    if (ms <= 0x7fffffff) timers.add(setTimeout(action, ms));
  };
  after(options.timeLimitMs, () => {
    timedOut = true;
    kill();
  });
  const stop = () => {
    send({ type: 'stop' });
    after(task.kind === 'train' ? stopGraceMs : nothingToSaveGraceMs, kill);
  };
  options.signal?.addEventListener('abort', stop);
  const memory = watchMemoryLimit(child.pid, options.memoryLimitBytes, kill);

  child.on('message', (message: ChildMessage) => {
    switch (message.type) {
      case 'phase':
        phase = message.phase;
        hooks.onPhase?.(phase, child.pid as number);
        send({ type: 'go' });
        return;
      case 'result':
        result = { value: message.result as TaskResults[Kind] };
        after(exitGraceMs, kill);
        return;
      case 'threw':
        thrown = message.error;
        after(exitGraceMs, kill);
        return;
      default:
        hooks.onMessage?.(message);
    }
  });
  send({ type: 'task', task });
  if (aborted()) stop();

  return new Promise((resolve) => {
    let ended = false;
    const finish = (exitCode: number | null, exitSignal: string | null, spawnError?: Error) => {
      if (ended) return;
      ended = true;
      for (const timer of timers) clearTimeout(timer);
      const { exceeded, peakRssBytes } = memory.end();
      options.signal?.removeEventListener('abort', stop);
      hooks.onEnd?.();
      if (result !== undefined) return resolve({ state: 'result', result: result.value });
      if (aborted() && !timedOut) return resolve({ state: 'aborted' });
      const tail = output.text();
      const base = { phase, ...(tail === undefined ? {} : { standardError: tail }) };
      const failure = describeEnd(base, {
        thrown,
        spawnError,
        timedOut,
        exitCode,
        exitSignal,
        timeLimitMs: options.timeLimitMs,
        peakRssBytes,
        exceededLimitBytes: exceeded ? options.memoryLimitBytes : undefined,
      });
      resolve({ state: 'failed', failure, ...(thrown === undefined ? {} : { error: thrown }) });
    };
    child.once('error', (error) => {
      // Only a process that never started has no pid; other errors are followed by 'close'.
      if (child.pid === undefined) finish(null, null, error);
    });
    // With 'close' its streams have been read to the end; a grandchild may keep them open for ever.
    child.once('close', finish);
    child.once('exit', (exitCode, exitSignal) => {
      after(exitGraceMs, () => {
        finish(exitCode, exitSignal);
      });
    });
  });
}
