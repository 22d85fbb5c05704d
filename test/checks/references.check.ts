/** The logits of PyTorch, of every plain and residual network; `npm test` leaves out large ones that are like others. */
import { it } from 'vitest';
import { buildClassic, classicNetworks, expectTorchLogits } from '../support/classicNetworks.js';
import { loadReference } from '../support/reference.js';

it.each(classicNetworks)('%s computes them in ONNX Runtime', (name, id, options) =>
  expectTorchLogits(buildClassic(id, options), loadReference(name)),
);
