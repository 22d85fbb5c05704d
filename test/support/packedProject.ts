import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readWorkspace, repositoryRoot } from './workspace.js';

/** Links what `from` holds into `to`, folders of scopes by their parts; links (to workspaces) are left out. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const source = join(from, entry.name);
    const target = join(to, entry.name);
    if (entry.name.startsWith('@')) linkPackages(source, target);
    else if (!existsSync(target)) symlinkSync(source, target, 'junction');
  }
}

/**
 * A folder outside of this repository with every package of it installed as `npm pack` makes it, and nothing else of
 * it. Packages of others are links to those that the repository has: a registry is not needed. Needs a build.
 */
export function makePackedProject(): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'convbench-packed-')));
  const tarballs = join(root, '.tarballs');
  const modules = join(root, 'node_modules');
  mkdirSync(tarballs);
  execFileSync('npm', ['pack', '--silent', '--workspaces', '--pack-destination', tarballs], {
    cwd: repositoryRoot,
    stdio: 'ignore',
    shell: process.platform === 'win32',
  });
  for (const { path, manifest } of readWorkspace()) {
    const { name, version } = manifest;
    const tarball = join(tarballs, `${name.replace('@', '').replace('/', '-')}-${version}.tgz`);
    const target = join(modules, name);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['-xzf', tarball, '-C', target, '--strip-components=1']);
    // Where two packages need different versions of a third, npm has put one of them here.
    const own = join(repositoryRoot, path, 'node_modules');
    if (existsSync(own)) linkPackages(own, join(target, 'node_modules'));
  }
  linkPackages(join(repositoryRoot, 'node_modules'), modules);
  linkProgram(modules, 'convbench', 'convbench/bin/convbench.js');
  linkProgram(modules, 'vitest', 'vitest/vitest.mjs');
  linkProgram(modules, 'tsc', 'typescript/bin/tsc');
  return root;
}

function linkProgram(modules: string, name: string, file: string): void {
  const path = join(modules, '.bin', name);
  mkdirSync(dirname(path), { recursive: true });
  chmodSync(join(modules, file), 0o755);
  symlinkSync(join('..', file), path);
}
