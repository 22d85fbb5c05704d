import { fork } from 'node:child_process';
import { packageFile } from '../../base/packageFile.js';
import { childEnvironment } from './childEnvironment.js';
import { deviceEnvironment } from './deviceEnvironment.js';
import { guardChild } from './guardChild.js';
import type { ChildTask, TaskOutcome } from '../tasks/messages.js';
import { SupervisedChild } from './supervisedChild.js';
import type { ChildHooks, ChildOptions } from './supervisedChild.js';

/**
 * Runs one task in a fresh process and waits for its end. Never rejects for what the process does: an exception, an
 * exit, a crash and running out of time are outcomes.
 */
export async function runChild<Kind extends ChildTask['kind']>(
  task: Extract<ChildTask, { kind: Kind }>,
  options: ChildOptions,
  hooks: ChildHooks = {},
): Promise<TaskOutcome<Kind>> {
  const env = { ...(await childEnvironment(task)), ...(await deviceEnvironment(task)) };
  const child = fork(packageFile('#child'), [], {
    serialization: 'advanced',
    // What a native library prints must not disturb the terminal of the run.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // So that a measuring child can let go of what loading left behind; and nothing of the parent's own flags.
    execArgv: ['--expose-gc'],
    env,
  });
  guardChild(child);
  return new SupervisedChild(child, task, options, hooks).outcome();
}
