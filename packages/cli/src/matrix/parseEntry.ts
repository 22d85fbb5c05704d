import { UserError } from '@convbench/spec';

export interface Entry {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Reads `vgg11:width=0.25,stem=small`: a name, and options whose values are JSON where they can be, else text.
 * Throws a `UserError` for an option without a value.
 */
export function parseEntry(text: string): Entry {
  const colon = colonAfterName(text);
  if (colon < 0) return { name: text, options: {} };
  const options = Object.fromEntries(
    text
      .slice(colon + 1)
      .split(',')
      .map((part): [string, unknown] => {
        const equals = part.indexOf('=');
        if (equals < 1)
          throw new UserError(
            'cli',
            `'${part}' in '${text}' is no option with a value.`,
            "Write NAME:OPTION=VALUE[,OPTION=VALUE ...], for example 'vgg11:width=0.25'.",
          );
        return [part.slice(0, equals), parseValue(part.slice(equals + 1))];
      }),
  );
  return { name: text.slice(0, colon), options };
}

/** The path of a model may have colons of its own. */
function colonAfterName(text: string): number {
  const model = /^.*?\.onnx(?=:|$)/i.exec(text);
  return text.indexOf(':', model?.[0].length ?? 0);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
