import { join } from 'node:path';
import { cacheDirectory } from '@convbench/data/cacheDirectory';
import { privateFolder } from '../../base/privateFolder.js';

/**
 * Where code is kept that was made of other code, and is executed from there: a folder that nobody but this user can write
 * in. Undefined where there can be none; then the code is made anew each time.
 */
export function codeFolder(name: 'typescript' | 'compiled'): Promise<string | undefined> {
  return privateFolder(join(cacheDirectory(), 'code', name));
}
