/** @file Runs the installer that an npm package has of its own. */
import { sep } from 'node:path';
import type { ProgressListener } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { runTool } from './runTool.js';

export interface PackageInstaller {
  /** Whose set-up it is, for messages of failures. */
  readonly room: string;
  /** Of the package. */
  readonly name: string;
  /** Where the package is installed. */
  readonly folder: string;
  /** Variables that it reads. */
  readonly variables?: Readonly<Record<string, string>>;
  /** What to do when it fails. */
  readonly remedy: string;
}

/** npm asks its registry by itself for a newer npm. */
const QUIET = { npm_config_update_notifier: 'false' };

/** @throws UserError when it fails; such installers need download hosts of their own. */
export async function rebuildPackage(
  { room, name, folder, variables, remedy }: PackageInstaller,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  onProgress({ message: `running the installer of ${name}` });
  const root = folder.slice(0, folder.lastIndexOf(`${sep}node_modules${sep}`));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { code, stdout, stderr } = await runTool(
    npm,
    ['rebuild', '--ignore-scripts=false', '--foreground-scripts', name],
    { cwd: root, env: { ...QUIET, ...process.env, ...variables }, signal },
  );
  if (code === 0) return;
  const lines = `${stdout}\n${stderr}`.split('\n');
  const reason = lines.find((line) => /error|ENOTFOUND|failed/i.test(line)) ?? `code ${code}`;
  throw new UserError(
    room,
    `The installer of ${name} failed: ${reason.trim().replace(/\.$/, '')}.`,
    remedy,
  );
}
