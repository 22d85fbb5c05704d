/** @file Brings the wheels, through pip. */
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProgressListener } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { runTool } from '../tools/runTool.js';
import type { Bundle } from './types.js';

const PYTHON = 'python3';
const PROGRESS_INTERVAL_MS = 500;

/** Names that wheels for Linux on x86-64 go by; pip takes each for a platform of its own. */
const PLATFORMS = ['2_28', '2_27', '2_25', '2_17', '2_12']
  .map((glibc) => `manylinux_${glibc}_x86_64`)
  .concat('manylinux2014_x86_64');

/**
 * Downloads the wheels of a bundle into a folder. Those that are there from an interrupted attempt are kept, if
 * their checksum is right.
 */
export async function downloadWheels(
  { room, title, wheels }: Pick<Bundle, 'room' | 'title' | 'wheels'>,
  partial: string,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<string> {
  const folder = join(partial, 'wheels');
  const temporary = join(partial, 'tmp');
  await mkdir(folder, { recursive: true });
  await mkdir(temporary, { recursive: true });
  const requirements = join(partial, 'requirements.txt');
  await writeFile(
    requirements,
    wheels
      .map(({ requirement, sha256 }) =>
        sha256 === undefined ? requirement : `${requirement} --hash=sha256:${sha256}`,
      )
      .join('\n'),
  );
  const isPinned = wheels.every(({ sha256 }) => sha256 !== undefined);
  const totalBytes = wheels.reduce((sum, { bytes }) => sum + bytes, 0);
  const message = `downloading ${title}`;
  onProgress({ message, totalBytes });
  const timer = setInterval(() => {
    sizeOf(partial).then(
      // For a moment a file is there twice.
      (bytes) => onProgress({ message, doneBytes: Math.min(bytes, totalBytes), totalBytes }),
      () => undefined, // pip moves a file when it is complete; the next look finds it.
    );
  }, PROGRESS_INTERVAL_MS);
  try {
    const { code, stderr } = await runTool(
      PYTHON,
      [
        ...['-m', 'pip', 'download', '--quiet', '--no-cache-dir', '--disable-pip-version-check'],
        ...['--progress-bar', 'off', '--no-deps', '--only-binary=:all:'],
        ...['--implementation', 'cp', '--python-version', '3.11'],
        ...PLATFORMS.flatMap((platform) => ['--platform', platform]),
        ...(isPinned ? ['--require-hashes'] : []),
        ...['--dest', folder, '--requirement', requirements],
      ],
      // pip gathers a file there first; on the same disk, where its growth can be seen and is cleaned up.
      { env: { ...process.env, TMPDIR: temporary }, signal },
    );
    if (code !== 0) throw downloadError(room, title, stderr);
  } finally {
    clearInterval(timer);
  }
  return folder;
}

function downloadError(room: string, title: string, stderr: string): UserError {
  const errors = stderr.split('\n').filter((line) => line.startsWith('ERROR: '));
  const reason = (errors.at(-1) ?? stderr.trim().split('\n').at(-1) ?? '')
    .replace(/^ERROR: /, '')
    .replace(/\.$/, '');
  return new UserError(
    room,
    `pip could not download ${title}: ${reason || 'it gave no reason'}.`,
    'Mend what it names (network, proxy, room on the disk) and run the set-up again: complete files stay.',
  );
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
