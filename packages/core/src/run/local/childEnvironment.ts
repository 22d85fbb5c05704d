import type { Tf32 } from '@convbench/spec';
import { codeFolder } from '../../plan/modules/codeFolder.js';
import type { ChildTask } from '../tasks/messages.js';

const TUNABLES = 'GLIBC_TUNABLES';
const TF32 = 'NVIDIA_TF32_OVERRIDE';
/** onnxruntime sends what it was used for to its maker, looks up names for that, and has threads of its own for it. */
const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1' };
/** How long an engine takes to load is measured, so that it must not depend on whether it was loaded before. */
const NOT_COMPILED = { NODE_DISABLE_COMPILE_CACHE: '1' };
const MEASURING: readonly ChildTask['kind'][] = ['measure', 'peak'];

/**
 * The environment of a task's process. A training goes over hundreds of megabytes in strides of a page and more;
 * with glibc's memory on huge pages (which Linux gives to who asks for them, as NumPy does) steps were 5 to 15 %
 * shorter. Tunables that the user has set stay. NVIDIA's libraries read whether they may use TF32 from a variable, which
 * only ever takes it away: 'on' leaves the choice to the engine, whatever the user has set. Processes that measure
 * nothing take their compiled code from the last one, where Node can (from 22.1 on). No engine tells its maker of its use,
 * unless the user has set that it may.
 */
export async function childEnvironment(
  { kind, tf32 }: Pick<ChildTask, 'kind'> & { readonly tf32?: Tf32 | undefined },
  environment: NodeJS.ProcessEnv = process.env,
): Promise<NodeJS.ProcessEnv> {
  const { [TF32]: set, ...others } = environment;
  const chosen = tf32 === 'off' ? '0' : tf32 === 'on' ? undefined : set;
  return {
    ...NO_TELEMETRY,
    ...(MEASURING.includes(kind) ? NOT_COMPILED : await keptCode()),
    ...others,
    ...(chosen !== undefined && { [TF32]: chosen }),
    ...(kind === 'train' &&
      environment[TUNABLES] === undefined && { [TUNABLES]: 'glibc.malloc.hugetlb=1' }),
  };
}

async function keptCode(): Promise<NodeJS.ProcessEnv> {
  const folder = await codeFolder('compiled');
  return folder === undefined ? NOT_COMPILED : { NODE_COMPILE_CACHE: folder };
}
