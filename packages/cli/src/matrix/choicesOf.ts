/**
 * The choices of a type, for a flag. Their own list is in a room that takes long to load, and a definition is read at
 * every start; the type makes this one complete.
 */
export function choicesOf<Choice extends string>(
  choices: Readonly<Record<Choice, true>>,
): readonly Choice[] {
  return Object.keys(choices) as Choice[];
}
