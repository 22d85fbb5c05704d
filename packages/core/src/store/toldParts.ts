import { UserError } from '@convbench/spec';
import { decodeLine } from './decodeLine.js';
import { noParts } from './sharedParts.js';
import type { SharedParts } from './sharedParts.js';

/** How our own lines begin that later ones may refer to: rounds, nearly all of a large file, need not be parsed. */
const mayBeReferredTo = /^\{"type":"(?:host|network|dataset|static|run)"/;

/**
 * What the lines of a file have told for those that will be appended. Lines that cannot be read are left to whoever reads
 * the results. Throws a `UserError` where a later convbench began the run with settings that this one would ignore.
 */
export function toldParts(lines: readonly string[], path: string): SharedParts {
  const parts = noParts();
  for (const text of lines) {
    if (!mayBeReferredTo.test(text)) continue;
    const decoded = decodeLine(parse(text), parts);
    if ('problem' in decoded || decoded.unknownKeys.length === 0) continue;
    throw new UserError(
      'core',
      `The run ${JSON.stringify(path)} has settings that this convbench does not know: ${decoded.unknownKeys.join(', ')}.`,
      'Resume it with the version that began it, or start a new run.',
    );
  }
  return parts;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
