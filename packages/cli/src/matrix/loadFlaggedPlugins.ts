import { loadPlugins } from '@convbench/core';
import type { PluginSet } from '@convbench/core';

/** Of a command that works without a matrix. */
export interface PluginFlag {
  readonly plugin?: readonly string[];
}

/** The built-in plugins and those of the flag, which are relative to the working directory; `others` are added. */
export function loadFlaggedPlugins(
  flags: PluginFlag,
  others: readonly string[] = [],
): Promise<PluginSet> {
  return loadPlugins({
    specifiers: [...(flags.plugin ?? []), ...others],
    directory: process.cwd(),
  });
}
