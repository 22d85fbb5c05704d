import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { packageFile } from '../../base/packageFile.js';
import { processStart } from '../../base/processStart.js';
import type { WatchdogMessage } from '../watchdog/message.js';

/** One for each process, from its first child on: what it guards is the process, not a run. */
let watchdog: ChildProcess | undefined;
const guarded = new Set<ChildProcess>();

/** Lets a child end with this process, however this process ends and whatever the child does. */
export function guardChild(child: ChildProcess): void {
  if (child.pid === undefined) return;
  guarded.add(child);
  child.once('exit', () => {
    guarded.delete(child);
    if (child.pid !== undefined) tell({ ended: child.pid });
  });
  if (watchdog === undefined) begin();
  else tellOf(child);
}

function begin(): void {
  const started = spawn(process.execPath, [packageFile('#watchdog')], {
    // Of a session of its own, so that what ends a whole group leaves it to do its work.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, NODE_OPTIONS: '' },
    cwd: '/',
  });
  watchdog = started;
  started.unref();
  (started.stdin as { unref?(): void } | null)?.unref?.();
  const gone = () => {
    if (watchdog === started) watchdog = undefined;
  };
  started.once('error', gone);
  started.once('exit', gone);
  started.stdin?.on('error', gone);
  for (const child of guarded) tellOf(child);
}

function tellOf({ pid }: ChildProcess): void {
  if (pid !== undefined) tell({ began: pid, start: processStart(pid) });
}

function tell(message: WatchdogMessage): void {
  watchdog?.stdin?.write(`${JSON.stringify(message)}\n`);
}
