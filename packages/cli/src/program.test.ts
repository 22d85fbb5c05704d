import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.js';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
/** Imports of values: types are gone when the program runs, and `import()` waits for its command. */
const valueImport = /^(?:import|export) (?!type\b)[^;]*? from '([^']+)';/gm;

/** The packages that are loaded whatever the command is. */
function packagesAtStart(file: string, seen = new Set<string>()): Set<string> {
  const packages = new Set<string>();
  if (seen.has(file)) return packages;
  seen.add(file);
  for (const [, specifier = ''] of readFileSync(file, 'utf8').matchAll(valueImport)) {
    if (!specifier.startsWith('.')) packages.add(specifier);
    else
      for (const each of packagesAtStart(
        join(dirname(file), specifier.replace(/\.js$/, '.ts')),
        seen,
      ))
        packages.add(each);
  }
  return packages;
}

describe('the program', () => {
  it('loads nothing for its definitions but what reads the command line', () => {
    expect([...packagesAtStart(main)].sort()).toEqual([
      '@convbench/spec/plain',
      'commander',
      'node:module',
    ]);
  });

  it('describes and shows by example each command in its help', () => {
    const program = createProgram(
      { print: () => undefined, note: () => undefined, interactive: false },
      () => undefined,
    );
    expect(program.commands).toHaveLength(16);
    for (const command of program.commands) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      expect(help, command.name()).toContain(command.description().split(' ')[0]);
      expect(help, command.name()).toMatch(/Examples?:\n {2}convbench /);
    }
  });
});
