/** The program of a child process: runs one task, tells its parent, ends. */
import { errorData } from '../../base/errors.js';
import type { BlockSpan } from '@convbench/spec';
import type { ChildMessage, ParentMessage, ChildTask, TaskResults } from '../tasks/messages.js';
import type { Parent } from './parent.js';

const stop = new AbortController();
let go: (() => void) | undefined;
let takeTurn: ((span: BlockSpan | undefined) => void) | undefined;
let running: ChildTask['kind'] | undefined;

function send(message: ChildMessage): Promise<void> {
  return new Promise((resolve) => {
    // A parent that is gone cannot be told; 'disconnect' ends this process.
    if (process.send === undefined || !process.connected) resolve();
    else
      process.send(message, undefined, undefined, () => {
        resolve();
      });
  });
}

const parent: Parent = {
  signal: stop.signal,
  enter: async (phase) => {
    const answered = new Promise<void>((resolve) => (go = resolve));
    await send({ type: 'phase', phase });
    await answered;
  },
  turn: async (samplesMs) => {
    const answered = new Promise<BlockSpan | undefined>((resolve) => (takeTurn = resolve));
    await send({ type: 'turn-wanted', samplesMs });
    return answered;
  },
  tell: (message) => void send(message),
};

/** Each task in a module of its own, so that a process holds only what it needs. */
async function runTask(task: ChildTask): Promise<TaskResults[ChildTask['kind']]> {
  switch (task.kind) {
    case 'probe':
      return (await import('./probeTask.js')).probeTask(task);
    case 'train':
      return (await import('./trainTask.js')).trainTask(task, parent);
    case 'prepare':
      return (await import('./prepareTask.js')).prepareTask(task, parent);
    case 'peak':
      return (await import('./peakTask.js')).peakTask(task);
    case 'conformance':
      return (await import('./conformanceTask.js')).conformanceTask(task, parent);
    case 'materialize':
      return (await import('./materializeTask.js')).materializeTask(task, parent);
    case 'measure':
      return (await import('./measureTask.js')).measureTask(task, parent);
  }
}

async function end(message: ChildMessage, exitCode: number): Promise<void> {
  await send(message);
  process.exit(exitCode);
}

const fail = (thrown: unknown) => void end({ type: 'threw', error: errorData(thrown) }, 1);

process.on('message', (message: ParentMessage) => {
  switch (message.type) {
    case 'go':
      go?.();
      return;
    case 'turn':
      takeTurn?.(message.span);
      return;
    case 'stop':
      // Only a training has something to save; the others are started again later.
      if (running !== 'train') process.exit(0);
      stop.abort();
      return;
    case 'task':
      running = message.task.kind;
      runTask(message.task).then((result) => end({ type: 'result', result }, 0), fail);
  }
});
// Whatever becomes of the parent, no child outlives it. One that is in synchronous code is ended by the watchdog.
process.on('disconnect', () => process.exit(1));
// A terminal sends Ctrl-C to the whole group; the parent asks to stop in its own way.
process.on('SIGINT', () => undefined);
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
