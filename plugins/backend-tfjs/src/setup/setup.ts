/** @file Makes tfjs-node or tfjs-node-gpu work on this machine, on a libtensorflow of today. */
import { readFile } from 'node:fs/promises';
import {
  downloadBytesOf,
  hasBundle,
  provideBundle,
  rebuildPackage,
  refuseMissing,
  sha256Of,
  type PackageInstaller,
} from '@convbench/native';
import type { BackendSetup, ProgressListener, SetupPlan, SetupRequest } from '@convbench/spec';
import { UserError } from '@convbench/spec/plain';
import { ENGINES, ROOM } from '../engines.js';
import { NATIVE_PACKAGES } from '../runtime/native.js';
import { compileAddon } from './compile.js';
import { completeSite } from './completeSite.js';
import { installAddon, isInstalled } from './install.js';
import { folderOf, placesOf, type Places } from './places.js';
import { DEFAULT_VERSION, LIBRARY_OF, releaseOf, type Kind, type Release } from './releases.js';
import { findMissing } from './requirements.js';

const devicesOf = (kind: Kind): string[] =>
  ENGINES.filter(({ library }) => library === LIBRARY_OF[kind]).map(({ device }) => device);

export const setup: BackendSetup = {
  targets: [
    { name: 'cpu', title: 'libtensorflow for the CPU', devices: devicesOf('cpu') },
    {
      name: 'gpu',
      title: 'libtensorflow with CUDA 12 and cuDNN 9 for NVIDIA GPUs',
      devices: devicesOf('gpu'),
    },
  ],
  options: [
    {
      name: 'tensorflow',
      kind: 'text',
      description: `version of TensorFlow (default: ${DEFAULT_VERSION})`,
    },
    {
      name: 'official',
      kind: 'switch',
      description: "run the npm package's own installer, which takes an older version",
    },
  ],
  plan: planSetup,
  run: runSetup,
};

interface Chosen {
  readonly kind: Kind;
  readonly official: boolean;
  readonly release: Release;
  readonly places: Places;
}

function chosen({ target, options, directory }: SetupRequest): Chosen {
  const kind: Kind = target === 'gpu' ? 'gpu' : 'cpu';
  const version = options['tensorflow'];
  const official = options['official'] === true;
  if (official && version !== undefined)
    throw new UserError(
      ROOM,
      'The official installer chooses the version of TensorFlow itself.',
      'Give --official or --tensorflow, not both.',
    );
  const release = releaseOf(kind, typeof version === 'string' ? version : DEFAULT_VERSION);
  return { kind, official, release, places: placesOf(directory, release) };
}

interface State {
  readonly hasLibrary: boolean;
  readonly hasAddon: boolean;
  readonly isInstalled: boolean;
}

async function stateOf(
  { kind, places }: Chosen,
  options: { readonly thorough: boolean },
): Promise<State> {
  const hasLibrary = await hasBundle(places, options);
  const hasAddon = hasLibrary && (await isSoundAddon(places));
  const folder = folderOf(LIBRARY_OF[kind]);
  return {
    hasLibrary,
    hasAddon,
    isInstalled: hasAddon && folder !== undefined && (await isInstalled(folder, places.addon)),
  };
}

async function isSoundAddon({ addon, addonChecksum }: Places): Promise<boolean> {
  try {
    return (await readFile(addonChecksum, 'utf8')) === (await sha256Of(addon));
  } catch {
    return false;
  }
}

async function planSetup(request: SetupRequest): Promise<SetupPlan> {
  const choice = chosen(request);
  const { kind, official, release, places } = choice;
  const name = NATIVE_PACKAGES[LIBRARY_OF[kind]];
  const needs = { kind, directory: request.directory };
  if (official)
    return {
      steps: [`run the installer of ${name}`],
      downloadBytes: 0,
      diskBytes: 0,
      location: folderOf(LIBRARY_OF[kind]) ?? name,
      missing: await findMissing({ ...needs, download: false, compilation: false, diskBytes: 0 }),
    };
  const state = await stateOf(choice, { thorough: false });
  const downloadBytes = state.hasLibrary ? 0 : downloadBytesOf(release);
  const diskBytes = state.hasLibrary ? 0 : downloadBytes + release.unpackedBytes;
  const steps = [
    ...(state.hasLibrary ? [] : [`download and unpack libtensorflow ${release.version}`]),
    ...(state.hasAddon ? [] : [`compile the binding of ${name}`]),
    ...(state.isInstalled ? [] : [`put the binding into ${name}`]),
  ];
  const missing = await findMissing({
    ...needs,
    download: !state.hasLibrary,
    compilation: !state.hasAddon,
    diskBytes,
  });
  return { steps, downloadBytes, diskBytes, location: places.site, missing };
}

async function runSetup(
  request: SetupRequest,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  const choice = chosen(request);
  const { kind, official, release, places } = choice;
  const { missing } = await planSetup(request);
  refuseMissing(ROOM, missing);
  const folder = folderOf(LIBRARY_OF[kind]);
  if (folder === undefined) throw new Error('The package has gone.');
  if (official) return rebuildPackage(installerOf(kind, folder), onProgress, signal);
  onProgress({ message: 'checking what is there' });
  const state = await stateOf(choice, { thorough: true });
  if (!state.hasLibrary) await provideBundle(release, places, completeSite, onProgress, signal);
  if (!state.hasAddon) await compileAddon(folder, places, onProgress, signal);
  if (!state.isInstalled) await installAddon(folder, places.addon);
}

/** libtensorflow 2.9.1, or what it takes for the platform. */
function installerOf(kind: Kind, folder: string): PackageInstaller {
  return {
    room: ROOM,
    name: NATIVE_PACKAGES[LIBRARY_OF[kind]],
    folder,
    remedy:
      'It downloads from hosts of its own (HTTPS_PROXY and TFJS_NODE_CDN_STORAGE change them); without --official none of them is needed.',
  };
}
