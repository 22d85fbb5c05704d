import { exportNetwork, isModelPath } from '@convbench/core';
import type { ExportedNetwork } from '@convbench/core';
import type { Context } from '../commands/command.js';
import type { ExportFlags } from '../commands/export.js';
import { parseEntry } from '../matrix/parseEntry.js';
import { sizeOptions } from '../matrix/sizes.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { bytes } from '../terminal/numbers.js';
import { printJson } from '../terminal/output.js';

/** Writes a network as an ONNX file. */
export async function exportToFile(
  text: string,
  flags: ExportFlags,
  { output }: Context,
): Promise<void> {
  const { name, options } = parseEntry(text);
  const plugins = await loadFlaggedPlugins(flags, isModelPath(name) ? [name] : []);
  const { out, weights, seed, training, dataset, batch } = flags;
  const exported = await exportNetwork(plugins, name, {
    out,
    options: { ...options, ...sizeOptions(flags) },
    weights,
    seed,
    training,
    dataset,
    batchSize: batch,
  });
  if (flags.json === true) printJson(output, exported);
  else output.print(draw(exported));
}

function draw({ path, bytes: size, sha256, network, weights }: ExportedNetwork): string {
  const { inputSize, channels, classes } = network.options;
  const pixels = String(inputSize);
  return [
    `Wrote ${path} (${bytes(size)}, SHA-256 ${sha256})`,
    `${network.title}: images [N, ${String(channels)}, ${pixels}, ${pixels}] in, logits [N, ${String(classes)}] out`,
    `Weights: ${weights.detail}`,
  ].join('\n');
}
