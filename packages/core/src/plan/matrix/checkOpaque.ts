import { UserError, firstOf } from '@convbench/spec';
import type { MatrixConfig, OpaqueModel, Pretrained } from '@convbench/spec';
import { findBackend } from '../plugins/find.js';
import type { PluginSet } from '../plugins/types.js';

const MOST_NAMED = 6;

/**
 * Throws a `UserError` unless a file with operators outside of the vocabulary can be measured as it stands: it is not to
 * be trained, and every backend of the matrix opens such files and has the domains of its operators.
 */
export function checkOpaque(
  id: string,
  { operators, domains }: OpaqueModel,
  own: Pretrained | undefined,
  config: MatrixConfig,
  plugins: PluginSet,
): void {
  if (own === undefined)
    throw new UserError(
      'core',
      `The network '${id}' cannot be trained: it has operators without a gradient here (${firstOf(operators, MOST_NAMED)}).`,
      'Measure it with the weights of its file, or replace these layers in the original network.',
    );
  for (const { name } of config.backends) {
    const { plugin } = findBackend(plugins, name);
    if (plugin.onnxFiles === undefined) {
      const able = plugins.backends.filter((each) => each.plugin.onnxFiles !== undefined);
      const names = able.map((each) => each.plugin.name).join(', ');
      throw new UserError(
        'core',
        `The backend '${name}' cannot run '${id}', which has operators that only an engine for ONNX files knows (${firstOf(operators, MOST_NAMED)}).`,
        `Choose a backend that runs files as they stand: ${names || 'none is loaded'}.`,
      );
    }
    const known = plugin.onnxFiles.domains;
    const unknown = domains.filter((domain) => !known.includes(domain));
    if (unknown.length === 0) continue;
    const own = operators.filter((op) => unknown.some((domain) => op.startsWith(`${domain}:`)));
    throw new UserError(
      'core',
      `The backend '${name}' has no operators of the domain ${unknown.map((domain) => `'${domain}'`).join(', ')}, which '${id}' uses${own.length > 0 ? `: ${firstOf(own, MOST_NAMED)}` : ''}.`,
      `Replace these layers in the original network; it knows the domains ${known.map((domain) => `'${domain}'`).join(', ')}.`,
    );
  }
}
