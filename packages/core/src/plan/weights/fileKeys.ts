import type { NamedTensor } from './namedTensor.js';

/** What wrappers put in front of every name: of a distributed run, of a compiled network, of a module around it. */
const prefixes = ['module.', '_orig_mod.', 'model.', 'network.', 'net.', 'backbone.'];
/** Counters of batches, which say nothing of the weights; old files do not have them. */
const counter = /(^|\.)num_batches_tracked$/;

export interface FileKeys {
  readonly tensors: ReadonlyMap<string, NamedTensor>;
  /** What was in front of every name, as a sentence; empty where nothing was. */
  readonly notes: readonly string[];
}

/** The tensors of a file without counters, and without what stands in front of every name. */
export function withoutWrapping(given: ReadonlyMap<string, NamedTensor>): FileKeys {
  let entries = [...given].filter(([key]) => !counter.test(key));
  const taken: string[] = [];
  for (;;) {
    const prefix = prefixes.find(
      (each) => entries.length > 0 && entries.every(([key]) => key.startsWith(each)),
    );
    if (prefix === undefined) break;
    taken.push(prefix);
    entries = entries.map(([key, tensor]) => [key.slice(prefix.length), tensor]);
  }
  const notes =
    taken.length === 0 ? [] : [`'${taken.join('')}' was taken away in front of every name.`];
  return { tensors: new Map(entries), notes };
}
