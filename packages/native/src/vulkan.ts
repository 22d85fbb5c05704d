/** @file Which driver for Vulkan a process gets: the GPU's own, or the software renderer where there is no GPU. */
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Where a search looks; for tests. */
export interface VulkanPlaces {
  /** Folders that may hold SwiftShader, the software renderer that Chromium brings, with its description. */
  readonly browsers: readonly string[];
  /** Folder of device files. */
  readonly devices: string;
  readonly platform: NodeJS.Platform;
}

const PLACES: VulkanPlaces = {
  browsers: [
    '/usr/lib/chromium',
    '/usr/lib64/chromium',
    '/usr/lib/chromium-browser',
    '/usr/lib64/chromium-browser',
    '/opt/google/chrome',
  ],
  devices: '/dev',
  platform: process.platform,
};

const DESCRIPTION = 'vk_swiftshader_icd.json';
/** NVIDIA's driver, and Windows' own for Linux inside of it. */
const GPU_DEVICES = /^(nvidia\d+|dxg)$/;
/** What the kernel's other drivers offer for computing; a card that only shows a picture has none. */
const RENDER_NODES = /^renderD\d+$/;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Variables with which a process finds a driver for Vulkan: none where the user has chosen a driver, where the machine
 * has a GPU, and off Linux. Otherwise those of the software renderer, if it is there: nothing else could answer.
 */
export async function vulkanEnvironment(
  current: Environment,
  places: VulkanPlaces = PLACES,
): Promise<Readonly<Record<string, string>>> {
  if (places.platform !== 'linux' || chosenDriver(current) !== '') return {};
  if (await hasGpu(places.devices)) return {};
  for (const browser of places.browsers) {
    if (!(await entries(browser)).includes(DESCRIPTION)) continue;
    const { LD_LIBRARY_PATH: libraries, XDG_RUNTIME_DIR: runtime } = current;
    return {
      VK_ICD_FILENAMES: join(browser, DESCRIPTION),
      // Chromium brings the loader, too; one that the system has is found first.
      LD_LIBRARY_PATH: libraries ? libraries + delimiter + browser : browser,
      XDG_RUNTIME_DIR: runtime ?? tmpdir(),
    };
  }
  return {};
}

/** The name of the software renderer that this process was given as its driver, or undefined. */
export function softwareVulkan(current: Environment = process.env): string | undefined {
  const driver = chosenDriver(current);
  if (/swiftshader/i.test(driver)) return 'SwiftShader';
  return /lvp_icd|lavapipe/i.test(driver) ? 'lavapipe' : undefined;
}

function chosenDriver({ VK_ICD_FILENAMES = '', VK_DRIVER_FILES = '' }: Environment): string {
  return VK_ICD_FILENAMES + VK_DRIVER_FILES;
}

async function hasGpu(devices: string): Promise<boolean> {
  if ((await entries(devices)).some((name) => GPU_DEVICES.test(name))) return true;
  return (await entries(join(devices, 'dri'))).some((name) => RENDER_NODES.test(name));
}

async function entries(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
