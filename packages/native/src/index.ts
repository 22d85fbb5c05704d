/** Native libraries that npm does not bring: getting them, and what a process needs to find them. */
export { softwareVulkan, vulkanEnvironment, type VulkanPlaces } from './vulkan.js';
