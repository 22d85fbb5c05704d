import type { ImageForm, Network } from '@convbench/spec';

/** The image form that a network of the matrix was built for. */
export function imageForm(network: Network): ImageForm {
  const { inputSize, channels } = network.options;
  if (typeof inputSize !== 'number' || typeof channels !== 'number')
    throw new Error(`The options of ${network.id} have no inputSize or channels.`);
  return { inputSize, channels };
}
