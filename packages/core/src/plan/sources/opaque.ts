import { UserError, firstOf } from '@convbench/spec';
import type { MatrixConfig, OpaqueModel, Pretrained } from '@convbench/spec';
import { findBackend } from '../plugins/find.js';
import type { PluginSet } from '../plugins/types.js';
import { givenTraits } from './given.js';
import type { Given } from './given.js';
import type { SourceTraits } from './traits.js';

/** Somebody's ONNX file with operators outside of the vocabulary, which an engine runs as it stands. */
export interface OpaqueSource extends Given {
  readonly kind: 'opaque';
  /** Those that the reference does not interpret. */
  readonly operators: readonly string[];
}

const MOST_NAMED = 6;

/**
 * Throws a `UserError` unless the file can be measured as it stands: it is not to be trained, and every backend of the
 * matrix opens such files and has the domains of its operators.
 */
export function opaqueSource(
  id: string,
  { operators, domains }: Pick<OpaqueModel, 'operators' | 'domains'>,
  own: Pretrained | undefined,
  config: Pick<MatrixConfig, 'backends'>,
  plugins: PluginSet,
): OpaqueSource {
  if (own === undefined)
    throw new UserError(
      'core',
      `The network '${id}' cannot be trained: it has operators without a gradient here (${firstOf(operators, MOST_NAMED)}).`,
      'Measure it with the weights of its file, or replace these layers in the original network.',
    );
  for (const { name } of config.backends) checkBackend(name, id, { operators, domains }, plugins);
  const { origin, sha256, notes } = own;
  return { kind: 'opaque', origin, sha256, notes: [...notes], operators };
}

function checkBackend(
  name: string,
  id: string,
  { operators, domains }: Pick<OpaqueModel, 'operators' | 'domains'>,
  plugins: PluginSet,
): void {
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
  if (unknown.length === 0) return;
  const own = operators.filter((op) => unknown.some((domain) => op.startsWith(`${domain}:`)));
  throw new UserError(
    'core',
    `The backend '${name}' has no operators of the domain ${unknown.map((domain) => `'${domain}'`).join(', ')}, which '${id}' uses${own.length > 0 ? `: ${firstOf(own, MOST_NAMED)}` : ''}.`,
    `Replace these layers in the original network; it knows the domains ${known.map((domain) => `'${domain}'`).join(', ')}.`,
  );
}

/** The cache gets images to compare engines by, and neither weights nor logits. */
export const opaqueTraits = (source: OpaqueSource): SourceTraits => ({
  ...givenTraits(source),
  uninterpreted: uninterpretedText(source.operators),
  fileSha256: source.sha256,
  copies: 0,
});

/** Why parity is not measured: 'operators HardSwish, Resize are not interpreted by the reference'. */
function uninterpretedText(operators: readonly string[]): string {
  const names = firstOf(operators, MOST_NAMED);
  return operators.length === 1
    ? `the operator ${names} is not interpreted by the reference`
    : `the operators ${names} are not interpreted by the reference`;
}
