import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { SetupRequest } from '@convbench/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CUDA_LIBRARIES } from '../cuda/libraries.js';
import { installedPackage, KNOWN_VERSION } from './release.js';
import { setup } from './setup.js';

const isLinux = process.platform === 'linux' && process.arch === 'x64';
const hasPython = spawnSync('python3', ['--version']).status === 0;
const realPython = hasPython
  ? execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
      encoding: 'utf8',
    }).trim()
  : '';

let root: string;
let directory: string;
let bin: string;
const { PATH } = process.env;
const site = () => join(directory, `cuda-${KNOWN_VERSION}`);

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-cuda-setup-'));
  directory = join(root, 'cache');
  bin = join(root, 'bin');
  await mkdir(bin);
  process.env['PATH'] = [bin, PATH].join(delimiter);
});
afterEach(async () => {
  process.env['PATH'] = PATH;
  await rm(root, { recursive: true });
});

const request = (options: SetupRequest['options'] = {}): SetupRequest => ({
  target: 'cuda',
  options,
  directory,
});
const run = async (signal?: AbortSignal) => {
  await mkdir(directory, { recursive: true });
  await setup.run(request(), () => undefined, signal);
};

/** Packages of a size that tests can download, with what the real ones have and what is not to be taken. */
async function makeWheels(without?: string): Promise<string> {
  const wheels = join(root, 'wheels');
  await mkdir(wheels, { recursive: true });
  const names = [
    'onnxruntime/capi/libonnxruntime_providers_cuda.so',
    'onnxruntime/capi/libonnxruntime_providers_shared.so',
    'onnxruntime/capi/libonnxruntime.so.1.30.0',
    'onnxruntime/capi/session.py',
    'onnxruntime/LICENSE',
    ...CUDA_LIBRARIES.map((name) => `nvidia/cu13/lib/${name}`),
    'nvidia/cu13/lib/libnvrtc.alt.so.13',
    'nvidia/cudnn/lib/libcudnn.so.9',
    'nvidia/cudnn/include/cudnn.h',
    'nvidia_cudnn_cu13-9.28.1.4.dist-info/METADATA',
  ].filter((name) => name !== without);
  execFileSync(realPython, [
    '-c',
    `import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    for name in sys.argv[2:]: archive.writestr(name, name * 10)`,
    join(wheels, 'all.whl'),
    ...names,
  ]);
  return join(wheels, 'all.whl');
}

/** Stands in for the index; unpacking is done by the real Python. */
async function withIndex(download: string): Promise<void> {
  const path = join(bin, 'python3');
  await writeFile(
    path,
    `#!/bin/sh
case "$*" in
  *"pip download"*) echo download >> ${root}/log
    while [ "$1" != --dest ]; do shift; done; dest=$2; asked=$4
    ${download};;
  *"pip --version"*) echo pip;;
  *) exec ${realPython} "$@";;
esac
`,
  );
  await chmod(path, 0o755);
}

const downloads = async () =>
  (await readFile(join(root, 'log'), 'utf8').catch(() => '')).split('\n').length - 1;

it('takes providers of exactly the installed version', () => {
  expect(installedPackage()?.version).toBe(KNOWN_VERSION);
});

describe.skipIf(!hasPython || !isLinux)('the set-up of CUDA', () => {
  it('says what is to be done, with sizes, and changes nothing', async () => {
    await withIndex('exit 1');
    const plan = await setup.plan(request());
    expect(plan).toEqual({
      steps: [`download and unpack CUDA for onnxruntime ${KNOWN_VERSION}`],
      downloadBytes: 1_338_612_682,
      diskBytes: expect.any(Number) as number,
      location: site(),
      missing: [],
    });
    expect(plan.diskBytes).toBeGreaterThan(3e9);
    expect(existsSync(directory)).toBe(false);
    const official = await setup.plan(request({ official: true }));
    expect(official.steps).toEqual(['run the installer of onnxruntime-node']);
  });

  it('gathers the libraries beside a copy of the npm package’s own, and keeps them', async () => {
    await withIndex(`cp ${await makeWheels()} "$dest"`);
    await run();
    expect(await readdir(directory)).toEqual([`cuda-${KNOWN_VERSION}`]);
    expect((await readdir(join(site(), 'onnxruntime', 'capi'))).sort()).toEqual([
      'libonnxruntime.so.1',
      'libonnxruntime_providers_cuda.so',
      'libonnxruntime_providers_shared.so',
    ]);
    expect((await readdir(join(site(), 'nvidia', 'cu13', 'lib'))).sort()).toEqual(
      [...CUDA_LIBRARIES].sort(),
    );
    expect((await readdir(join(site(), 'nvidia', 'cudnn'))).sort()).toEqual(['lib']);
    expect(await setup.plan(request())).toMatchObject({ steps: [], downloadBytes: 0 });
    await run();
    expect(await downloads()).toBe(1);
  });

  it('asks for every file by its checksum', async () => {
    await withIndex(`cp "$asked" ${root}/asked; exit 1`);
    await expect(run()).rejects.toThrow(
      `pip could not download CUDA for onnxruntime ${KNOWN_VERSION}`,
    );
    const lines = (await readFile(join(root, 'asked'), 'utf8')).split('\n');
    expect(lines).toHaveLength(6);
    for (const line of lines) expect(line).toMatch(/^[\w-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}$/);
  });

  it('fetches again what was changed', async () => {
    await withIndex(`cp ${await makeWheels()} "$dest"`);
    await run();
    const library = join(site(), 'nvidia', 'cudnn', 'lib', 'libcudnn.so.9');
    const before = await readFile(library, 'utf8');
    await writeFile(library, 'x'.repeat(before.length));
    await run();
    expect(await readFile(library, 'utf8')).toBe(before);
    expect(await downloads()).toBe(2);
  });

  it.each([
    'onnxruntime/capi/libonnxruntime_providers_cuda.so',
    'nvidia/cu13/lib/libcurand.so.10',
    'nvidia/cudnn/lib/libcudnn.so.9',
  ])('refuses packages without %s', async (name) => {
    await withIndex(`cp ${await makeWheels(name)} "$dest"`);
    await expect(run()).rejects.toThrow(
      `The packages that pip brought have no ${name.slice(name.lastIndexOf('/') + 1)}.`,
    );
    expect(existsSync(site())).toBe(false);
  });

  it('goes on after it was interrupted', async () => {
    const wheel = await makeWheels();
    await withIndex('echo part > "$dest/first.whl.part"; exec sleep 30');
    const controller = new AbortController();
    const killed = run(controller.signal);
    while ((await downloads()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    await expect(killed).rejects.toMatchObject({ name: 'AbortError' });
    expect(await readdir(directory)).toEqual([`cuda-${KNOWN_VERSION}.partial`]);
    await withIndex(`[ -e "$dest/first.whl.part" ] && cp ${wheel} "$dest"`);
    await run();
    expect(await readdir(directory)).toEqual([`cuda-${KNOWN_VERSION}`]);
  });
});
