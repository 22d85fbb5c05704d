import { shorten } from './shorten.js';

/**
 * Names of classes by class number. Two classes may share a name (ImageNet has two called crane): these carry their
 * number, so that nothing is ever looked up by name.
 */
export function classLabels(classes: readonly string[]): string[] {
  const short = classes.map(shorten);
  return short.map((name, index) =>
    short.filter((other) => other === name).length > 1 ? `${name} (${index})` : name,
  );
}
