import type { ChildProcess } from 'node:child_process';
import { watchMemoryLimit } from '@convbench/measure';
import type { MemoryLimitWatch } from '@convbench/measure';
import type { BlockSpan } from '@convbench/spec';
import type { ErrorData } from '../../base/errors.js';
import { describeEnd } from './describeEnd.js';
import type {
  ChildMessage,
  ChildTask,
  ParentMessage,
  TaskOutcome,
  TaskResults,
} from '../tasks/messages.js';
import { outputTail } from './outputTail.js';
import { TimeLimit } from './timeLimit.js';

/** How long a child may take to obey `stop`: a checkpoint of a large network has to reach the disk. */
const stopGraceMs = 60_000;
/** The others have nothing to save, and a library may keep them from reading messages. */
const nothingToSaveGraceMs = 500;
/** A child that has given its result is not waited for longer than this. */
const exitGraceMs = 5_000;

export interface ChildHooks {
  /** The child waits until this returns. */
  onPhase?(phase: string, pid: number): void;
  onMessage?(
    message: Exclude<ChildMessage, { type: 'phase' | 'turn-wanted' | 'result' | 'threw' }>,
  ): void;
  /** The child has these samples of its last turn, and waits until this says how long the next one is. */
  onTurnWanted?(samplesMs: readonly number[], pid: number): Promise<BlockSpan | undefined>;
}

export interface ChildOptions {
  /** Without the time in which the process waits for its turn. */
  readonly timeLimitMs: number;
  /** A process that grows beyond it is stopped. */
  readonly memoryLimitBytes?: number | undefined;
  readonly signal: AbortSignal;
}

interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The process was never there. */
  readonly spawnError?: Error;
}

/** A process that works on one task, from its start to the outcome; runs once. */
export class SupervisedChild<Kind extends ChildTask['kind']> {
  readonly #output;
  readonly #memory: MemoryLimitWatch;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #timeLimit: TimeLimit;
  #phase = 'start';
  #result: { readonly value: TaskResults[Kind] } | undefined;
  #thrown: ErrorData | undefined;
  #timedOut = false;

  constructor(
    private readonly child: ChildProcess,
    private readonly task: Extract<ChildTask, { kind: Kind }>,
    private readonly options: ChildOptions,
    private readonly hooks: ChildHooks,
  ) {
    this.#output = outputTail('backend' in task ? task.backend.knownOutput : []);
    this.#output.read(child.stderr);
    this.#output.read(child.stdout);
    this.#memory = watchMemoryLimit(child.pid, options.memoryLimitBytes, this.#kill);
    this.#timeLimit = new TimeLimit(options.timeLimitMs, () => {
      this.#timedOut = true;
      this.#kill();
    });
  }

  async outcome(): Promise<TaskOutcome<Kind>> {
    const { signal } = this.options;
    this.#timeLimit.go();
    signal.addEventListener('abort', this.#stop);
    this.child.on('message', this.#read);
    this.#send({ type: 'task', task: this.task });
    if (signal.aborted) this.#stop();
    const exit = await this.#exit();
    this.#timeLimit.pause();
    for (const timer of this.#timers) clearTimeout(timer);
    signal.removeEventListener('abort', this.#stop);
    const memory = this.#memory.end();
    return this.#outcomeOf(exit, memory);
  }

  readonly #kill = (): void => {
    this.child.kill('SIGKILL');
  };

  readonly #stop = (): void => {
    this.#send({ type: 'stop' });
    this.#after(this.task.kind === 'train' ? stopGraceMs : nothingToSaveGraceMs, this.#kill);
  };

  readonly #read = (message: ChildMessage): void => {
    switch (message.type) {
      case 'phase':
        this.#phase = message.phase;
        this.hooks.onPhase?.(message.phase, this.child.pid as number);
        this.#send({ type: 'go' });
        return;
      case 'turn-wanted':
        void this.#giveTurn(message.samplesMs);
        return;
      case 'result':
        this.#result = { value: message.result as TaskResults[Kind] };
        this.#after(exitGraceMs, this.#kill);
        return;
      case 'threw':
        this.#thrown = message.error;
        this.#after(exitGraceMs, this.#kill);
        return;
      default:
        this.hooks.onMessage?.(message);
    }
  };

  async #giveTurn(samplesMs: readonly number[]): Promise<void> {
    this.#timeLimit.pause();
    const span = await this.hooks.onTurnWanted?.(samplesMs, this.child.pid as number);
    this.#timeLimit.go();
    this.#send({ type: 'turn', span });
  }

  #send(message: ParentMessage): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  #after(ms: number, action: () => void): void {
    this.#timers.add(setTimeout(action, ms));
  }

  #exit(): Promise<Exit> {
    return new Promise((resolve) => {
      this.child.once('error', (spawnError) => {
        // Only a process that never started has no pid; other errors are followed by 'close'.
        if (this.child.pid === undefined) resolve({ code: null, signal: null, spawnError });
      });
      // With 'close' its streams have been read to the end; a grandchild may keep them open for ever.
      this.child.once('close', (code, signal) => {
        resolve({ code, signal });
      });
      this.child.once('exit', (code, signal) => {
        this.#after(exitGraceMs, () => {
          resolve({ code, signal });
        });
      });
    });
  }

  #outcomeOf(
    { code, signal, spawnError }: Exit,
    { exceeded, peakRssBytes }: ReturnType<MemoryLimitWatch['end']>,
  ): TaskOutcome<Kind> {
    const { timeLimitMs, memoryLimitBytes, signal: aborting } = this.options;
    if (this.#result !== undefined) return { state: 'result', result: this.#result.value };
    if (aborting.aborted && !this.#timedOut) return { state: 'aborted' };
    const thrown = this.#thrown;
    const standardError = this.#output.text();
    const failure = describeEnd(
      { phase: this.#phase, ...(standardError !== undefined && { standardError }) },
      {
        thrown,
        spawnError,
        timedOut: this.#timedOut,
        exitCode: code,
        exitSignal: signal,
        timeLimitMs,
        peakRssBytes,
        exceededLimitBytes: exceeded ? memoryLimitBytes : undefined,
      },
    );
    return { state: 'failed', failure, ...(thrown && { error: thrown }) };
  }
}
