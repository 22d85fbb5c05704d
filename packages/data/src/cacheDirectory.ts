import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Where convbench keeps what it can make or fetch again: `CONVBENCH_CACHE`, else `convbench` in the user's cache
 * folder by the XDG Base Directory Specification (which ignores a relative `XDG_CACHE_HOME`). Not created here.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['CONVBENCH_CACHE']) return resolve(env['CONVBENCH_CACHE']);
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg && isAbsolute(xdg) ? xdg : join(homedir(), '.cache'), 'convbench');
}
