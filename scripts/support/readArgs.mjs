import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** The options of a script by name, numbers where the default is one. `--help` prints the script's first comment. */
export function readArgs(script, defaults) {
  const options = Object.fromEntries(
    Object.entries({ help: false, ...defaults }).map(([name, value]) => [
      name,
      typeof value === 'boolean'
        ? { type: 'boolean', default: value }
        : { type: 'string', ...(value !== undefined && { default: String(value) }) },
    ]),
  );
  const { values } = parseArgs({ options });
  if (values.help) {
    const [, text] = /\/\*\*\n([^]*?)\n \*\//.exec(readFileSync(new URL(script), 'utf8'));
    console.log(text.replace(/^ \* ?/gm, ''));
    process.exit();
  }
  for (const [name, value] of Object.entries(defaults)) {
    if (typeof value !== 'number') continue;
    const number = Number(values[name]);
    if (!(number >= 0)) throw new Error(`--${name} is a number, not '${values[name]}'.`);
    values[name] = number;
  }
  return values;
}
