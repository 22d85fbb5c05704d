import { testBackend } from '@convbench/core/testing';
import { describe, expect, it } from 'vitest';
import { hasTfjsNode } from '../../../test/support/hasTfjsNode.js';
import { tfjs } from './plugin.js';

for (const device of ['wasm', 'cpu']) testBackend(tfjs, { describe, it, expect }, { device });

describe.skipIf(!hasTfjsNode)('with libtensorflow (skipped where it is not set up)', () => {
  for (const device of ['node-graph', 'node-eager'])
    testBackend(tfjs, { describe, it, expect }, { device });
});
