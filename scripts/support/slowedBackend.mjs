/**
 * onnxruntime's CPU, slowed down on purpose: each device adds a part of every call's own time. Two devices add nothing, so
 * that a cell can be compared with itself.
 */
import onnxruntime from '@convbench/backend-onnxruntime';
import { API_VERSION } from '@convbench/spec';

/** What each device adds, as a part. */
export const slowDowns = {
  'as-it-is': 0,
  'as-it-is-again': 0,
  'by-3-percent': 0.03,
  'by-5-percent': 0.05,
  'by-10-percent': 0.1,
};

export default {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'slowed',
  title: 'Slowed ONNX Runtime',
  devices: Object.keys(slowDowns),
  probe: () => onnxruntime.probe('cpu'),
  async open(graph, weights, { device, batchSize, threads }) {
    const session = await onnxruntime.open(graph, weights, { device: 'cpu', batchSize, threads });
    const part = slowDowns[device];
    return {
      modelBytes: session.modelBytes,
      asRun: session.asRun,
      async run(images) {
        const start = performance.now();
        const logits = await session.run(images);
        const end = performance.now() + (performance.now() - start) * part;
        while (performance.now() < end);
        return logits;
      },
      dispose: () => session.dispose(),
    };
  },
};
