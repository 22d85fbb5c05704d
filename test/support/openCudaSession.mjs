/** Opens a network on CUDA, and prints why that fails, with what a record would say of the libraries. */
import { graphBuilder, initializeWeights } from '@convbench/graph';
import onnxruntime from '@convbench/backend-onnxruntime';
import { openNetwork } from '@convbench/core/testing';
import { cudaFacts } from '@convbench/backend-onnxruntime/internals';

const b = graphBuilder({ name: 'tiny', channels: 1, height: 2, width: 2 });
const y = b.conv('conv', b.input, { channels: 1, kernel: 1, bias: false });
const graph = b.build(b.flatten('logits', y));
const weights = initializeWeights(graph, { scheme: 'he', seed: 1 });
const options = { device: 'cuda', batchSize: 1, threads: 1 };
const problem = await openNetwork(onnxruntime, graph, weights, options).then(
  () => 'none',
  (error) => String(error),
);
process.stdout.write(JSON.stringify({ facts: await cudaFacts(), problem }));
