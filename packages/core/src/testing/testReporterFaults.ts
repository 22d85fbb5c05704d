import type { ReportFile } from '@convbench/spec';
import { formula } from './testReporterShapes.js';

const extensionOf = (path: string) => /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';

export const textOf = ({ content }: ReportFile): string =>
  typeof content === 'string' ? content : new TextDecoder().decode(content);

/** What is wrong with the names and contents of a report's files. */
export function fileFaults(files: readonly ReportFile[]): string[] {
  const paths = files.map(({ path }) => path);
  return [
    ...(files.length === 0 ? ['it gives no file'] : []),
    ...paths.filter((path, index) => paths.indexOf(path) !== index).map((p) => `${p} comes twice`),
    ...files.flatMap(({ path, content }) => [
      ...(/^(?!\/)[^\\:]+$/.test(path) && !path.split('/').includes('..')
        ? []
        : [`${JSON.stringify(path)} is not relative to the report's folder, with forward slashes`]),
      ...(content.length === 0 ? [`${path} is empty`] : []),
    ]),
  ];
}

const count = (text: string, part: string) => text.toLowerCase().split(part).length - 1;

/** Tags that a poisoned report has and a clean one has not. */
function markupFaults(path: string, poisoned: string, clean: string): string[] {
  return ['<script', '</script', '<img']
    .filter((tag) => count(poisoned, tag) > count(clean, tag))
    .map((tag) => `${path} has a ${tag} of the results' own text: escape it`);
}

/** What gets out of its place when the results hold hostile text. */
export function escapingFaults(poisoned: readonly ReportFile[], clean: readonly ReportFile[]) {
  return poisoned.flatMap((file) => {
    const { path } = file;
    const text = textOf(file);
    const before = clean.find((other) => other.path === path);
    switch (extensionOf(path)) {
      case 'html':
      case 'htm':
      case 'svg':
      case 'xml':
        return markupFaults(path, text, before === undefined ? '' : textOf(before));
      case 'md':
        // A backslash before the bracket is as good as an entity.
        return markupFaults(path, text.replaceAll('\\<', ''), '');
      case 'json':
        try {
          JSON.parse(text);
          return [];
        } catch (error) {
          return [`${path} is no JSON: ${String(error)}`];
        }
      default:
        return [];
    }
  });
}

/** Cells of a table that a spreadsheet would compute; `files` are of results with `formula` in them. */
export function formulaFaults(files: readonly ReportFile[]): string[] {
  const [start = ''] = formula.split('(');
  const pattern = new RegExp(`(^|[,;\\t])"?${start}`, 'm');
  return files
    .filter(({ path }) => ['csv', 'tsv'].includes(extensionOf(path)))
    .filter((file) => pattern.test(textOf(file)))
    .map(({ path }) => `${path} has a cell that begins with '=': put an apostrophe before it`);
}

/** Words that only a mistake puts where people read. */
export function accidentFaults(files: readonly ReportFile[]): string[] {
  return files
    .filter(({ path }) => ['html', 'htm', 'md', 'txt', 'csv', 'tsv'].includes(extensionOf(path)))
    .flatMap((file) => {
      const shown = textOf(file).replace(/<(script|style)\b[^]*?<\/\1>/gi, '');
      const found = /\bundefined\b|\bNaN\b|\[object \w+\]/.exec(shown);
      if (found === null) return [];
      const near = shown.slice(Math.max(0, found.index - 40), found.index + 40);
      return [`${file.path} says '${found[0]}' near ${JSON.stringify(near)}`];
    });
}
