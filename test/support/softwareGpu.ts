/** Runs a script in a process that finds the software renderer for Vulkan, where Debian's chromium brings one. */
import { softwareVulkan, vulkanEnvironment } from '@convbench/native';
import { inChild } from './inChild.js';

const environment = await vulkanEnvironment(process.env);

export const hasSoftwareGpu = softwareVulkan({ ...process.env, ...environment }) !== undefined;
/** For the title of a suite. */
export const softwareGpuNote = hasSoftwareGpu
  ? ''
  : ' (skipped: no software renderer; install the package chromium)';

/** A script of this folder, as `inChild` runs it. */
export const inSoftwareGpuChild = <Answer>(script: string, value: unknown): Promise<Answer> =>
  inChild(script, value, environment);
