import { homedir, hostname, tmpdir, userInfo } from 'node:os';
import { isAbsolute, win32 } from 'node:path';
import { cacheDirectory } from '@convbench/data';

/** What tells where and by whom a run was made. */
export interface Places {
  /** Folders that free text may name, with spaces in their names. */
  readonly folders: readonly string[];
  readonly home: string;
  readonly host: string;
  readonly user: string;
}

/** Those of this process, and of the run. */
export function placesOf(...folders: readonly string[]): Places {
  return {
    folders: [...folders, process.cwd(), tmpdir(), cacheDirectory()],
    home: homedir(),
    host: hostname(),
    user: userName(),
  };
}

/** Text that programs write about what went wrong: it may name the machine and the user. */
const TOLD = new Set(['message', 'standardError', 'remedy', 'reason', 'notMeasured']);
/**
 * An absolute path in a text, also as a URL and of Windows: two parts at least, as '/s' is a unit. What precedes it keeps
 * out addresses of the web and relative paths. Files of the kernel say nothing of anybody.
 */
const PATH =
  /(?<![\w.:/\\)\]}-])(?:file:\/\/)?(?!\/(?:proc|sys|dev)\/)(?:[A-Za-z]:|~)?[\\/]{1,2}(?:[^\s'"`<>|:*?()\\/,;]+[\\/]+)+[^\s'"`<>|:*?()\\/,;]*/g;

/**
 * A line of JSON in which every absolute path is the name of its file alone, and messages name neither machine nor user.
 * A line without such things is returned as it is.
 */
export function withoutPlaces(line: string, places: Places): string {
  const clean = JSON.stringify(cleanValue(JSON.parse(line), undefined, places));
  return clean === JSON.stringify(JSON.parse(line)) ? line : clean;
}

function cleanValue(value: unknown, key: string | undefined, places: Places): unknown {
  if (typeof value === 'string') {
    const text = cleanText(value, places);
    return key !== undefined && TOLD.has(key) ? withoutNames(text, places) : text;
  }
  if (Array.isArray(value)) return value.map((each) => cleanValue(each, key, places));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, cleanValue(each, name, places)]),
  );
}

function cleanText(text: string, { folders, home }: Places): string {
  if (isPath(text)) return nameOf(text);
  let clean = text;
  for (const folder of [...folders].sort((a, b) => b.length - a.length))
    clean = replaceFolder(clean, folder, '.', '/_');
  clean = replaceFolder(clean, home, '~', '/_');
  return clean.replaceAll(PATH, nameOf);
}

/**
 * In both forms that a text may have it in, and not as a part of another name.
 *
 * @param alone what stands for the folder itself.
 * @param above what stands for it in the path of something below it, which keeps its name alone after that.
 */
function replaceFolder(text: string, folder: string, alone: string, above: string): string {
  if (folder.length < 2) return text;
  const forms = [folder, encodeURI(folder)].map(literal).join('|');
  const whole = new RegExp(
    `(?<![\\w.:/\\\\)\\]}-])(?:file://)?(?:${forms})(?![\\w-])([\\\\/](?=[^\\s]))?`,
    'g',
  );
  return text.replaceAll(whole, (_, below?: string) => (below === undefined ? alone : `${above}/`));
}

const isPath = (text: string): boolean =>
  (isAbsolute(text) || win32.isAbsolute(text)) && /^[^\n:]{2,}$|^[A-Za-z]:[^\n:]+$/.test(text);

/** The rules of Windows know both separators. */
const nameOf = (path: string): string => win32.basename(path.replace(/^file:\/\//, ''));

function withoutNames(text: string, { host, user }: Places): string {
  return word(user, 'the user', word(host, 'this machine', text));
}

function word(name: string, instead: string, text: string): string {
  if (name.length < 3 || name === 'localhost') return text;
  return text.replaceAll(new RegExp(`(?<![\\w-])${literal(name)}(?![\\w-])`, 'g'), instead);
}

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A process may have a number that stands for no user.
    return '';
  }
}
