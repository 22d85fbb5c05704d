/**
 * The program of the watchdog: ends the children of a process that is gone. A child in synchronous code cannot see that by
 * itself, and a thread in it would be measured with it.
 *
 * Its input tells of children, a line of JSON each; the input ends with the process that writes it, however that ended.
 */
import { createInterface } from 'node:readline';
import { processStart } from '../../base/processStart.js';
import type { WatchdogMessage } from './message.js';

const children = new Map<number, string | null>();
// They are meant for the parent: the watchdog ends with it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as WatchdogMessage;
  if ('began' in message) children.set(message.began, message.start);
  else children.delete(message.ended);
}
for (const [pid, start] of children) {
  if (processStart(pid) !== start) continue;
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
