/** Takes a lock again and again, and leaves it each time as a process does that was killed. */
import { rm, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { takeLock } from '@convbench/core/checks';

const [path, times] = process.argv.slice(2);
let taken = 0;
let double = 0;
const dead = JSON.stringify({
  pid: 2 ** 22 + 1,
  host: (await import('node:os')).hostname(),
  processStart: '1',
});
while (taken < Number(times)) {
  const lock = await takeLock(path, { purpose: 'race' });
  if (!('release' in lock)) continue;
  taken += 1;
  const sign = `${path}.held`;
  await writeFile(sign, '', { flag: 'wx' }).catch(() => (double += 1));
  await new Promise(setImmediate);
  const [claim, ...others] = await readdir(path);
  if (others.length > 0) double += 1;
  await rm(sign, { force: true });
  if (taken % 4 === 0) {
    await lock.release();
    continue;
  }
  await writeFile(`${path}.${process.pid}`, dead);
  await rename(`${path}.${process.pid}`, join(path, claim));
}
process.send({ taken, double });
