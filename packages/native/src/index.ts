/** Native libraries that npm does not bring: getting them, and what a process needs to find them. */
export { libraryPath, missingLibraries } from './tools/libraries.js';
export { packageFolder } from './tools/packageFolder.js';
export { rebuildPackage, type PackageInstaller } from './tools/rebuildPackage.js';
export { runTool, works, type ToolOptions, type ToolResult } from './tools/runTool.js';
export { gpuFacts, type GpuFacts } from './nvidia/gpuFacts.js';
export {
  askNvidia,
  isOlder,
  ownGpu,
  type NvidiaAnswer,
  type NvidiaGpu,
} from './nvidia/nvidiaGpu.js';
export { visibleGpu } from './nvidia/visibleGpu.js';
export { softwareVulkan, vulkanEnvironment, type VulkanPlaces } from './vulkan.js';
export {
  bundlePlaces,
  downloadBytesOf,
  hasBundle,
  provideBundle,
  type BundlePlaces,
} from './wheels/bundle.js';
export { sha256Of } from './wheels/checksums.js';
export {
  missingForBundle,
  refuseMissing,
  type BundleNeeds,
  type Missing,
} from './wheels/requirements.js';
export type { Bundle, Wheel } from './wheels/types.js';
