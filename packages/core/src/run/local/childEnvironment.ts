import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tf32 } from '@convbench/spec';
import type { ChildTask } from '../tasks/messages.js';

const TUNABLES = 'GLIBC_TUNABLES';
const TF32 = 'NVIDIA_TF32_OVERRIDE';
/** Where Node keeps compiled code by itself; from 22.1 on it reads the variable. */
const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };
/** How long an engine takes to load is measured, so that it must not depend on whether it was loaded before. */
const NOT_COMPILED = { NODE_DISABLE_COMPILE_CACHE: '1' };
const MEASURING: readonly ChildTask['kind'][] = ['measure', 'peak'];

/**
 * The environment of a task's process. A training goes over hundreds of megabytes in strides of a page and more;
 * with glibc's memory on huge pages (which Linux gives to who asks for them, as NumPy does) steps were 5 to 15 %
 * shorter. Tunables that the user has set stay. NVIDIA's libraries read whether they may use TF32 from a variable, which
 * only ever takes it away: 'on' leaves the choice to the engine, whatever the user has set. Processes that measure
 * nothing take their compiled code from the last one, where Node can.
 */
export function childEnvironment(
  { kind, tf32 }: Pick<ChildTask, 'kind'> & { readonly tf32?: Tf32 | undefined },
  environment: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { [TF32]: set, ...others } = environment;
  const chosen = tf32 === 'off' ? '0' : tf32 === 'on' ? undefined : set;
  return {
    ...(MEASURING.includes(kind) ? NOT_COMPILED : COMPILED),
    ...others,
    ...(chosen !== undefined && { [TF32]: chosen }),
    ...(kind === 'train' &&
      environment[TUNABLES] === undefined && { [TUNABLES]: 'glibc.malloc.hugetlb=1' }),
  };
}
