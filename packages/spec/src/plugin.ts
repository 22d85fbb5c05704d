import type { ArchitecturePlugin } from './architecture.js';
import type { BackendPlugin } from './backend.js';
import type { DatasetPlugin } from './dataset.js';
import type { ReporterPlugin } from './reporter.js';

/** Raised when a contract changes in a way that a plugin written for the old one would not survive. */
export const API_VERSION = 2;

/** What every plugin says of itself. A plugin is a plain object: no registration, no import side effects. */
export interface PluginHeader<Kind extends string> {
  readonly kind: Kind;
  /** The version of the contract that the plugin was written for: `API_VERSION` at that time. */
  readonly apiVersion: number;
  /** Unique among the plugins of its kind; lower case, digits, hyphens. */
  readonly name: string;
}

export type Plugin = ArchitecturePlugin | BackendPlugin | DatasetPlugin | ReporterPlugin;
export type PluginKind = Plugin['kind'];

/** A plugin module's default export: one plugin or several. */
export type PluginModule = { readonly default: Plugin | readonly Plugin[] };
