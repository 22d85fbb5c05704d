/** Commands that README, docs and help texts show: each flag exists, and whatever is cheap is run. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fashionMnist } from '@convbench/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifier } from './support/foreignModels.js';
import { codeBlocks, shellCommands } from './support/markdownBlocks.js';
import { runCli } from './support/runCli.js';
import { repositoryRoot } from './support/workspace.js';

interface Shown {
  readonly where: string;
  readonly words: readonly string[];
}

/** Words of a command line as a shell splits it; quotes keep spaces. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );

/** The commands of convbench in shell lines, without what runs something else. */
function commandsIn(lines: readonly string[], where: string): Shown[] {
  return lines
    .flatMap((line) => line.split(/ && | \| /))
    .map((line) => /^(?:npx )?convbench\b(.*)$/.exec(line.trim())?.[1])
    .filter((rest) => rest !== undefined)
    .map((rest) => ({ where, words: wordsOf(rest) }));
}

function documents(): string[] {
  const docs = readdirSync(join(repositoryRoot, 'docs'), { recursive: true, encoding: 'utf8' });
  const rooms = readdirSync(join(repositoryRoot, 'packages'));
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...docs.map((path) => `docs/${path}`),
    ...rooms.map((room) => `packages/${room}/README.md`),
  ].filter((path) => path.endsWith('.md'));
}

function shownInDocuments(): Shown[] {
  return documents().flatMap((path) => {
    let text: string;
    try {
      text = readFileSync(join(repositoryRoot, path), 'utf8');
    } catch {
      return [];
    }
    const blocks = codeBlocks(text).filter(({ language }) => ['bash', 'sh'].includes(language));
    const spans = [...text.matchAll(/`(convbench [^`]+)`/g)].map(([, span = '']) =>
      span.replace(/\s+/g, ' '),
    );
    // A bare name in a sentence is a name.
    const inText = commandsIn(spans, path).filter(({ words }) => words.length > 1);
    return [...commandsIn(blocks.flatMap(shellCommands), path), ...inText];
  });
}

/** Plans try engines in processes: on a busy machine they take their time. */
const timeout = 600_000;

const dataCommands = ['list', 'fetch', 'verify'];
const studyCommands = ['list', 'run', 'report', 'publish'];

let helps: Map<string, string>;
/** `data` alone is `data list`. */
const helpOf = ([name = '', second = '']: readonly string[]) =>
  name === 'study'
    ? helps.get(`study ${second}`)
    : helps.get(name === 'data' ? `data ${dataCommands.includes(second) ? second : 'list'}` : name);

beforeAll(async () => {
  const { stdout: program } = await runCli(['--help']);
  const [, commands = ''] = program.split(/^Commands:$/m);
  const names = [...commands.matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = '']) => name);
  expect(names).toEqual(expect.arrayContaining(['run', 'plan', 'list', 'describe', 'report']));
  const asked = [
    ...names.filter((name) => name !== 'help'),
    ...dataCommands.map((name) => `data ${name}`),
    ...studyCommands.map((name) => `study ${name}`),
  ];
  helps = new Map();
  for (const name of asked) {
    const { code, stdout } = await runCli([...name.split(' '), '--help']);
    expect(code, name).toBe(0);
    helps.set(name, stdout);
  }
}, timeout);

/** Examples of the help texts, where a description may follow after two spaces. */
function shownInHelp(): Shown[] {
  return [...helps].flatMap(([name, text]) => {
    const [, examples = ''] = text.split(/^Examples?:$/m);
    const lines = examples.split('\n').map((line) => line.trim().split(/ {2,}/)[0] ?? '');
    return commandsIn(lines, `convbench ${name} --help`);
  });
}

const documented = shownInDocuments();

it('finds the commands that the documents show', () => {
  const lines = documented.map(({ words }) => words.slice(0, 2).join(' '));
  expect(lines).toEqual(expect.arrayContaining(['list architectures', 'data list', 'doctor']));
  expect(documented.length).toBeGreaterThan(15);
  expect(wordsOf(`a 'b c' "d e" f`)).toEqual(['a', 'b c', 'd e', 'f']);
});

it('shows only commands and flags that there are', () => {
  const wrong = [...documented, ...shownInHelp()].flatMap(({ where, words }) => {
    const [name = ''] = words;
    if (name.startsWith('-') || name.startsWith('<')) return [];
    const help = helpOf(words);
    if (help === undefined) return [`${where}: there is no command '${name}'`];
    return (
      words
        .filter((word) => word.startsWith('--') && word !== '--help')
        // These are options of a backend.
        .filter((flag) => name !== 'setup' || !['--tensorflow', '--official'].includes(flag))
        .filter((flag) => !new RegExp(`^ +(-\\w, )?${flag}\\b`, 'm').test(help))
        .map((flag) => `${where}: '${name}' has no ${flag}`)
    );
  });
  expect(wrong).toEqual([]);
});

/** Neither trains nor measures nor downloads, and needs nothing that only its reader has. */
function isCheap({ where, words }: Shown): boolean {
  const line = words.join(' ');
  const [name = ''] = words;
  // The guides are followed as a whole elsewhere.
  if (/^docs\/adding-/.test(where)) return false;
  if (/[<>[\]]|\.\.\.|\bRUN\b|\bKEY\b|--plugin|--training|--weights cached/.test(line))
    return false;
  // It tries every engine in a process: once is enough.
  if (name === 'doctor') return words.includes('--json');
  if (name === 'study') return words[1] === 'list';
  if (name === 'data') return (words[1] ?? 'list') === 'list';
  return ['plan', 'list', 'describe', 'export', 'doctor', 'init', 'new'].includes(name);
}

const needsFashionMnist = ({ words }: Shown) =>
  words[0] === 'plan' && !(words.includes('--dataset') && words.includes('shapes'));

describe('what is cheap', () => {
  let root: string;
  let withData: boolean;
  /** What `convbench init` writes. */
  let initialized: string;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'convbench-docs-'));
    initialized = join(root, 'initialized');
    mkdirSync(initialized);
    expect(await runCli(['init'], { cwd: initialized })).toMatchObject({ code: 0 });
    withData = (await fashionMnist.check(fashionMnist.options.parse({}))).found;
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  /** A folder as the reader of an example may have it. */
  function makeFolder(index: number, command: string): string {
    const folder = join(root, String(index));
    mkdirSync(join(folder, 'matrices'), { recursive: true });
    const inputs = [{ name: 'image', type: 'float32' as const, shape: ['batch', 3, 32, 32] }];
    writeFileSync(join(folder, 'model.onnx'), classifier({ inputs }));
    if (command !== 'init') cpSync(initialized, folder, { recursive: true });
    return folder;
  }

  it(
    'ends well (plans of Fashion-MNIST are left out where it is not there)',
    { timeout },
    async () => {
      const cheap = [...documented, ...shownInHelp()].filter(isCheap);
      const once = [...new Map(cheap.map((each) => [each.words.join(' '), each])).values()];
      const commands = once.filter((each) => withData || !needsFashionMnist(each));
      expect(commands.length).toBeGreaterThan(10);
      const failed: string[] = [];
      for (const [index, { where, words }] of commands.entries()) {
        const cwd = makeFolder(index, words[0] ?? '');
        const { code, stderr } = await runCli(words, { cwd });
        if (code !== 0) failed.push(`${where}: convbench ${words.join(' ')}: ${code}\n${stderr}`);
      }
      expect(failed).toEqual([]);
    },
  );
});
