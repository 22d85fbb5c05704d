import { closest, distance } from 'fastest-levenshtein';

/** The choice that was probably meant, or undefined when nothing is near. */
export function nearest(given: string, choices: readonly string[]): string | undefined {
  if (choices.length === 0) return undefined;
  const lower = given.toLowerCase();
  const best = closest(
    lower,
    choices.map((choice) => choice.toLowerCase()),
  );
  const near = distance(lower, best) <= Math.ceil(given.length * 0.4);
  const prefix = lower.length >= 3 && best.startsWith(lower);
  return near || prefix ? choices.find((choice) => choice.toLowerCase() === best) : undefined;
}

/** "Did you mean 'a'? " or nothing; to be followed by the list of choices. */
export function didYouMean(given: string, choices: readonly string[]): string {
  const choice = nearest(given, choices);
  return choice === undefined ? '' : `Did you mean '${choice}'? `;
}
