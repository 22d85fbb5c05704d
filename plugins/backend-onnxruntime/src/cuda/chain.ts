/** @file The chain from NVIDIA's driver to onnxruntime's provider: which link is the first that is missing. */
import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  askNvidia,
  isOlder,
  libraryPath,
  missingLibraries,
  type NvidiaAnswer,
} from '@convbench/native';
import { PROVIDER_LIBRARIES } from '../setup/completeSite.js';
import { CORE_LIBRARY } from '../setup/places.js';
import { installedPackage } from '../setup/release.js';
import {
  CUDA_LIBRARIES,
  CUDNN_LIBRARY,
  DRIVER_LIBRARY,
  OLDEST_DRIVER,
  TENSORRT_LIBRARIES,
} from './libraries.js';

export type LinkName = 'driver' | 'CUDA' | 'cuDNN' | 'provider' | 'TensorRT';

export interface MissingLink {
  readonly link: LinkName;
  readonly problem: string;
  readonly remedy: string;
}

/** Where a walk looks; for tests. */
export interface ChainPlaces {
  /** Folder of device files. */
  readonly devices: string;
  /** Folders that this process' loader looks into. */
  readonly folders: readonly string[];
  /** What `ldconfig -p` prints; asked when it is not given. */
  readonly system?: string;
  /** Folder of the npm package's libraries. */
  readonly bin: string | undefined;
  readonly ask: () => Promise<NvidiaAnswer>;
}

const here = (): ChainPlaces => ({
  devices: '/dev',
  folders: libraryPath(),
  bin: installedPackage()?.bin,
  ask: () => askNvidia(),
});

const SET_UP = 'Run `convbench setup cuda`.';
const INSTALL_DRIVER = `Install NVIDIA's driver ${OLDEST_DRIVER} or newer`;
const IN_A_CONTAINER =
  "in a container, start it with the GPU (Docker: `--gpus all`, with NVIDIA's container toolkit on the host)";

/**
 * Walks from the driver upwards and stops at the first link that is missing. Undefined if all are there, which still
 * does not prove that a session works.
 *
 * @param device 'cuda' or 'tensorrt', which has a link more.
 */
export async function missingLink(
  device: 'cuda' | 'tensorrt',
  places: ChainPlaces = here(),
): Promise<MissingLink | undefined> {
  const lacks = (names: readonly string[]): readonly string[] =>
    missingLibraries(names, places.folders, places.system);
  return (
    (await missingDriver(places, lacks([DRIVER_LIBRARY]).length === 0)) ??
    missing('CUDA', lacks(CUDA_LIBRARIES), SET_UP) ??
    missing('cuDNN', lacks([CUDNN_LIBRARY]), SET_UP) ??
    missingProvider(device, places) ??
    (device === 'tensorrt'
      ? missing(
          'TensorRT',
          lacks(TENSORRT_LIBRARIES),
          'Install TensorRT 10 for CUDA 13 and name its folder in LD_LIBRARY_PATH, or choose the device cuda.',
        )
      : undefined)
  );
}

async function missingDriver(
  { devices, ask }: ChainPlaces,
  hasLibrary: boolean,
): Promise<MissingLink | undefined> {
  const broken = (problem: string, remedy: string): MissingLink => ({
    link: 'driver',
    problem,
    remedy,
  });
  const files = await readdir(devices).catch(() => [] as string[]);
  // dxg: Windows' driver, in Linux inside of it.
  const file = files.find((name) => /^(nvidia\d+|dxg)$/.test(name));
  if (!hasLibrary)
    return file === undefined
      ? broken(
          `NVIDIA's driver is missing: there is neither ${DRIVER_LIBRARY} nor a device /dev/nvidia0.`,
          `${INSTALL_DRIVER}; ${IN_A_CONTAINER}; or choose the device webgpu or cpu.`,
        )
      : broken(
          `The library of NVIDIA's driver is missing: there is a device /dev/${file}, but no ${DRIVER_LIBRARY}.`,
          `${INSTALL_DRIVER} whole; ${IN_A_CONTAINER} and NVIDIA_DRIVER_CAPABILITIES=compute,utility.`,
        );
  if (file === undefined)
    return broken(
      `NVIDIA's driver has no GPU here: ${DRIVER_LIBRARY} is there, but no device /dev/nvidia0.`,
      `See what \`nvidia-smi\` says: the kernel module is not loaded, or there is no GPU; ${IN_A_CONTAINER}.`,
    );
  const answer = await ask();
  if ('refusal' in answer)
    return broken(
      `NVIDIA's driver does not answer; nvidia-smi says: ${answer.refusal}.`,
      'Restart the machine, or install the driver again: its kernel module and its libraries must be of one version.',
    );
  // Without nvidia-smi a driver works as well.
  const driver = 'gpus' in answer ? answer.gpus[0]?.driver : undefined;
  if (driver !== undefined && isOlder(driver, OLDEST_DRIVER))
    return broken(
      `NVIDIA's driver is too old: it is ${driver}, and CUDA 13 needs ${OLDEST_DRIVER} or newer.`,
      'Install a newer driver, or choose the device webgpu.',
    );
  return undefined;
}

function missing(
  link: LinkName,
  libraries: readonly string[],
  remedy: string,
): MissingLink | undefined {
  if (libraries.length === 0) return undefined;
  const [are, of] = libraries.length === 1 ? ['is', 'A library'] : ['are', 'Libraries'];
  return { link, problem: `${of} of ${link} ${are} missing: ${libraries.join(', ')}.`, remedy };
}

/** onnxruntime looks beside its own library. */
function missingProvider(
  device: 'cuda' | 'tensorrt',
  { folders, bin }: ChainPlaces,
): MissingLink | undefined {
  const all = [...folders, ...(bin === undefined ? [] : [bin])];
  const folder = all.find((each) => existsSync(join(each, CORE_LIBRARY)));
  const names = [...PROVIDER_LIBRARIES, ...(device === 'tensorrt' ? [TENSORRT_PROVIDER] : [])];
  const absent = names.find((name) => folder === undefined || !existsSync(join(folder, name)));
  if (absent === undefined) return undefined;
  return {
    link: 'provider',
    problem: `onnxruntime's provider is missing: there is no ${absent} beside ${CORE_LIBRARY}.`,
    remedy: SET_UP,
  };
}

const TENSORRT_PROVIDER = 'libonnxruntime_providers_tensorrt.so';
