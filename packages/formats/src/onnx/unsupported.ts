/** @file Finds all operators that cannot be imported, so that a user learns about them at once. */
import type { UserError } from '@convbench/spec';
import { listNames } from './notes.js';
import type { GraphProto, NodeProto } from './onnx_pb.js';
import { FOLDS } from './fold/folds.js';
import { TRANSLATIONS } from './operators/translations.js';
import { UntranslatableError } from './untranslatableError.js';

/**
 * The error that lists every operator outside of the vocabulary, with the nodes that use it; undefined when there is
 * none. Operators that can only be computed beforehand count when one of their inputs depends on the image.
 */
export function findUnsupported(
  graph: GraphProto,
  live: readonly NodeProto[],
): UserError | undefined {
  const known = new Set(graph.initializer.map((tensor) => tensor.name));
  const unsupported = new Map<string, string[]>();
  for (const node of live) {
    const own = node.domain === '' || node.domain === 'ai.onnx';
    const folds =
      own &&
      FOLDS.has(node.opType) &&
      (node.opType === 'Shape' || node.input.every((name) => name === '' || known.has(name)));
    if (folds) {
      for (const name of node.output) known.add(name);
    } else if (!own || !TRANSLATIONS.has(node.opType)) {
      const operator = own ? node.opType : `${node.domain}:${node.opType}`;
      const names = unsupported.get(operator) ?? [];
      unsupported.set(operator, [...names, node.name || (node.output[0] ?? '')]);
    }
  }
  const sparse = graph.sparseInitializer.map((tensor) => tensor.values?.name ?? '');
  const used = new Set(live.flatMap((node) => node.input));
  const usedSparse = sparse.filter((name) => used.has(name));
  if (usedSparse.length > 0) unsupported.set('sparse initializer', usedSparse);
  if (unsupported.size === 0) return undefined;

  const list = [...unsupported].map(
    ([operator, names]) => `${operator} (${names.length}: ${listNames(names, 3)})`,
  );
  const supported = [...TRANSLATIONS.keys()].sort();
  return new UntranslatableError(
    'formats',
    `The ONNX file uses operators that are not supported: ${list.join(', ')}.`,
    `Replace these layers in the original network; supported are ${supported.join(', ')}.`,
  );
}
