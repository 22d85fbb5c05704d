// Runs a small network whenever it is asked to, for so many milliseconds, and says what a call took in the mean.
import onnxruntime from '@convbench/backend-onnxruntime';
import { openNetwork } from '@convbench/core/testing';
import { graphBuilder, initializeWeights } from '@convbench/graph';

const builder = graphBuilder({ name: 'small', channels: 3, height: 32, width: 32 });
let x = builder.input;
for (const [layer, channels] of [32, 64, 128].entries())
  x = builder.relu(
    `relu${layer}`,
    builder.conv(`conv${layer}`, x, { channels, kernel: 3, pad: 1 }),
  );
x = builder.flatten('flatten', builder.globalAveragePool('average', x));
const graph = builder.build(builder.linear('logits', x, { features: 10 }));
const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
const session = await openNetwork(onnxruntime, graph, weights, {
  device: 'cpu',
  batchSize: 1,
  threads: Number(process.argv[2]),
});
const images = Float32Array.from({ length: 3 * 32 * 32 }, (_, index) => Math.sin(index));

process.on('message', async ({ ms }) => {
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < ms) {
    await session.run(images);
    calls += 1;
  }
  process.send({ meanMs: (performance.now() - start) / calls });
});
process.on('disconnect', () => process.exit());
process.send({ ready: true });
