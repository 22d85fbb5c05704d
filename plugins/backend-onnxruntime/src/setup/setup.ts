/** @file Makes onnxruntime's CUDA provider work on this machine. */
import {
  downloadBytesOf,
  hasBundle,
  missingForBundle,
  provideBundle,
  rebuildPackage,
  refuseMissing,
  type Bundle,
  type BundlePlaces,
  type Missing,
} from '@convbench/native';
import type { BackendSetup, ProgressListener, SetupPlan, SetupRequest } from '@convbench/spec';
import { ROOM } from '../runtime.js';
import { completeSite } from './completeSite.js';
import { cudaPlaces } from './places.js';
import {
  cudaBundle,
  installedPackage,
  NPM_PACKAGE,
  UNPACKED_BYTES,
  type InstalledPackage,
} from './release.js';

export const setup: BackendSetup = {
  targets: [
    {
      name: 'cuda',
      title: 'onnxruntime on NVIDIA GPUs, with CUDA 13 and cuDNN 9',
      devices: ['cuda'],
    },
  ],
  options: [
    {
      name: 'official',
      kind: 'switch',
      description:
        "run the npm package's own installer, which brings the provider but neither CUDA nor cuDNN",
    },
  ],
  plan: planSetup,
  run: runSetup,
};

const NOT_INSTALLED: Missing = {
  problem: `The package ${NPM_PACKAGE} is not installed.`,
  remedy: 'Run `npm ci` again.',
};

interface Chosen {
  readonly installed: InstalledPackage;
  readonly official: boolean;
  readonly bundle: Bundle;
  readonly places: BundlePlaces;
}

function chosen({ options, directory }: SetupRequest): Chosen | undefined {
  const installed = installedPackage();
  if (installed === undefined) return undefined;
  const { version } = installed;
  return {
    installed,
    official: options['official'] === true,
    bundle: cudaBundle(version),
    places: cudaPlaces(directory, version),
  };
}

async function planSetup(request: SetupRequest): Promise<SetupPlan> {
  const { directory } = request;
  const choice = chosen(request);
  const nothing = { steps: [], downloadBytes: 0, diskBytes: 0, location: directory, missing: [] };
  if (choice === undefined) return { ...nothing, missing: [NOT_INSTALLED] };
  const { official, bundle, places, installed } = choice;
  if (official)
    return {
      ...nothing,
      steps: [`run the installer of ${NPM_PACKAGE}`],
      location: installed.bin,
    };
  const { site: location } = places;
  if (await hasBundle(places, { thorough: false })) return { ...nothing, location };
  const downloadBytes = downloadBytesOf(bundle);
  const diskBytes = downloadBytes + UNPACKED_BYTES;
  return {
    steps: [`download and unpack ${bundle.title}`],
    downloadBytes,
    diskBytes,
    location,
    missing: await missingForBundle({
      what: 'CUDA',
      directory,
      diskBytes,
      elsewhere: 'Use the device webgpu, which needs no set-up.',
    }),
  };
}

async function runSetup(
  request: SetupRequest,
  onProgress: ProgressListener,
  signal?: AbortSignal,
): Promise<void> {
  const { missing } = await planSetup(request);
  refuseMissing(ROOM, missing);
  const { installed, official, bundle, places } = chosen(request) as Chosen;
  if (official)
    return rebuildPackage(
      {
        room: ROOM,
        name: NPM_PACKAGE,
        folder: installed.folder,
        // It decides by itself otherwise, and a project's .npmrc may tell it to skip.
        variables: { ONNXRUNTIME_NODE_INSTALL: 'true' },
        remedy:
          'It downloads from hosts of its own (HTTPS_PROXY changes the way there); without --official none of them is needed.',
      },
      onProgress,
      signal,
    );
  onProgress({ message: 'checking what is there' });
  if (await hasBundle(places, { thorough: true })) return;
  await provideBundle(
    bundle,
    places,
    (site) => completeSite(site, installed.bin),
    onProgress,
    signal,
  );
}
