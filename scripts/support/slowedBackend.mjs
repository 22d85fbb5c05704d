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
  'by-2-percent': 0.02,
  'by-3-percent': 0.03,
  'by-5-percent': 0.05,
  'by-10-percent': 0.1,
};

export default {
  kind: 'backend',
  apiVersion: API_VERSION,
  name: 'slowed',
  title: 'Slowed ONNX Runtime',
  artefactVersion: onnxruntime.artefactVersion,
  // It does not train, so it says nothing of how fast.
  devices: Object.keys(slowDowns).map((name) => ({
    ...onnxruntime.devices.find((device) => device.name === 'cpu'),
    name,
    training: undefined,
  })),
  probe: () => onnxruntime.probe('cpu'),
  materialize: (source, options, folder) =>
    onnxruntime.materialize(source, { ...options, device: 'cpu' }, folder),
  async start(device, options) {
    const engine = await onnxruntime.start('cpu', options);
    return { ...engine, open: async (...given) => slowed(await engine.open(...given), device) };
  },
};

function slowed(session, device) {
  const part = slowDowns[device];
  return {
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
}
