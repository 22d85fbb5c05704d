import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface FileTree {
  readonly root: string;
  /** Writes files, by path below the root. */
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** A new folder with these files: a `/proc` or `/sys` of a test's own. */
export function fileTree(files: Readonly<Record<string, string>> = {}): FileTree {
  const root = mkdtempSync(join(tmpdir(), 'convbench-root-'));
  const write: FileTree['write'] = (more) => {
    for (const [path, content] of Object.entries(more)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };
  write(files);
  return {
    root,
    write,
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
