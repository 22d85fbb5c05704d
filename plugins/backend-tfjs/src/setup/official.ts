/** @file The npm package's own installer: libtensorflow 2.9.1, or what it takes for the platform. */
import { sep } from 'node:path';
import { UserError, type ProgressListener } from '@convbench/spec';
import { ROOM } from '../engines.js';
import { NATIVE_PACKAGES, type NativeLibrary } from '../runtime/native.js';
import { packageFolder } from './places.js';
import { runTool } from './runTool.js';

/** @throws UserError when it fails; it needs its own download hosts. */
export async function installOfficially(
  library: NativeLibrary,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  const name = NATIVE_PACKAGES[library];
  const folder = packageFolder(library);
  if (folder === undefined) throw new Error(`${name} is not installed.`);
  onProgress({ message: `running the installer of ${name}` });
  const root = folder.slice(0, folder.lastIndexOf(`${sep}node_modules${sep}`));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { code, stdout, stderr } = await runTool(
    npm,
    ['rebuild', '--ignore-scripts=false', '--foreground-scripts', name],
    { cwd: root, signal },
  );
  if (code === 0) return;
  const lines = `${stdout}\n${stderr}`.split('\n');
  const reason = lines.find((line) => /error|ENOTFOUND|failed/i.test(line)) ?? `code ${code}`;
  throw new UserError(
    ROOM,
    `The installer of ${name} failed: ${reason.trim().replace(/\.$/, '')}.`,
    'It downloads from hosts of its own (HTTPS_PROXY and TFJS_NODE_CDN_STORAGE change them); without --official none of them is needed.',
  );
}
