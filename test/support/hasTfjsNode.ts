import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repositoryRoot } from './workspace.js';

/** Where `convbench setup tfjs` puts the native binding of tfjs-node. */
const addon = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';

/** Whether tests can use the real libtensorflow; the bootstrap sets it up where it can, and says why where not. */
export const hasTfjsNode = existsSync(join(repositoryRoot, addon));
