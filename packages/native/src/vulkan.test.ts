import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { softwareVulkan, vulkanEnvironment, type VulkanPlaces } from './vulkan.js';

let root: string;
let places: VulkanPlaces;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'convbench-vulkan-'));
  for (const folder of ['dev', 'browser']) await mkdir(join(root, folder));
  await writeFile(join(root, 'browser', 'vk_swiftshader_icd.json'), '{}');
  places = {
    browsers: [join(root, 'none'), join(root, 'browser')],
    devices: join(root, 'dev'),
    platform: 'linux',
  };
});
afterEach(() => rm(root, { recursive: true }));

describe('vulkanEnvironment', () => {
  it('names the software renderer where there is no GPU', async () => {
    const browser = join(root, 'browser');
    expect(await vulkanEnvironment({}, places)).toEqual({
      VK_ICD_FILENAMES: join(browser, 'vk_swiftshader_icd.json'),
      LD_LIBRARY_PATH: browser,
      XDG_RUNTIME_DIR: tmpdir(),
    });
    const current = { LD_LIBRARY_PATH: '/own', XDG_RUNTIME_DIR: '/run/user/1' };
    expect(await vulkanEnvironment(current, places)).toMatchObject({
      LD_LIBRARY_PATH: `/own:${browser}`,
      XDG_RUNTIME_DIR: '/run/user/1',
    });
  });

  it.each(['nvidia0', 'dxg', 'dri/renderD128'])(
    'leaves a machine with /dev/%s alone',
    async (device) => {
      await mkdir(join(root, 'dev', 'dri'));
      await writeFile(join(root, 'dev', 'dri', 'card0'), '');
      expect(await vulkanEnvironment({}, places)).not.toEqual({});
      await writeFile(join(root, 'dev', device), '');
      expect(await vulkanEnvironment({}, places)).toEqual({});
    },
  );

  it('keeps the driver that a user chose', async () => {
    expect(await vulkanEnvironment({ VK_DRIVER_FILES: '/some/icd.json' }, places)).toEqual({});
    expect(await vulkanEnvironment({ VK_ICD_FILENAMES: '/some/icd.json' }, places)).toEqual({});
  });

  it('adds nothing where there is no renderer, and nothing off Linux', async () => {
    expect(await vulkanEnvironment({}, { ...places, browsers: [join(root, 'none')] })).toEqual({});
    expect(await vulkanEnvironment({}, { ...places, platform: 'darwin' })).toEqual({});
  });
});

describe('softwareVulkan', () => {
  it('tells a software renderer from a driver', () => {
    expect(softwareVulkan({ VK_ICD_FILENAMES: '/x/vk_swiftshader_icd.json' })).toBe('SwiftShader');
    expect(softwareVulkan({ VK_DRIVER_FILES: '/x/lvp_icd.x86_64.json' })).toBe('lavapipe');
    expect(softwareVulkan({ VK_ICD_FILENAMES: '/x/nvidia_icd.json' })).toBeUndefined();
    expect(softwareVulkan({})).toBeUndefined();
  });
});
