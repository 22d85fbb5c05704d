import { parseDevice } from '@convbench/spec';
import type { Availability, BackendPlugin, Device } from '@convbench/spec';
import type { PlanEvent } from './planEvent.js';
import { canTrain } from '../plugins/canTrain.js';
import { findBackend } from '../plugins/find.js';
import { didYouMean } from '../../base/suggest.js';
import type { PluginReference, PluginSet } from '../plugins/types.js';
import type { Problems } from './problems.js';
import type { BackendProbe, PlannedBackend } from './types.js';

/** Asks a backend in another process whether a device works. */
export type Probe = (
  reference: PluginReference,
  device: string,
  options?: { readonly signal?: AbortSignal },
) => Promise<Availability>;

/** A backend on a device that works. */
export type WorkingDevice = Omit<PlannedBackend, 'threads'>;

/** Probes each device that a plan asks about once. */
export class DeviceProbes {
  readonly #probed = new Map<string, BackendProbe>();

  constructor(
    private readonly plugins: PluginSet,
    private readonly ask: Probe,
    private readonly problems: Problems,
    private readonly onEvent: (event: PlanEvent) => void,
  ) {}

  /** What was found of every device that was probed. */
  get all(): readonly BackendProbe[] {
    return [...this.#probed.values()];
  }

  /** Throws a `UserError` for a backend that does not exist. */
  async probe(name: string, device: string): Promise<BackendProbe> {
    const key = `${name} ${device}`;
    const known = this.#probed.get(key);
    if (known !== undefined) return known;
    const { plugin, reference } = findBackend(this.plugins, name);
    this.onEvent({ type: 'probing-backend', name, device });
    const probed = {
      name,
      title: plugin.title,
      device,
      canTrain: canTrain(plugin, device),
      availability: await this.ask(reference, device),
    };
    this.#probed.set(key, probed);
    return probed;
  }

  /**
   * A device of a backend, by default its first. Undefined, and a problem, where there is no such device or it does not
   * work. Throws a `UserError` for a backend that does not exist.
   */
  async find(name: string, askedDevice?: string): Promise<WorkingDevice | undefined> {
    const { plugin, reference } = findBackend(this.plugins, name);
    const device = askedDevice ?? plugin.devices[0];
    if (!hasDevice(plugin, device)) {
      const { kind } = parseDevice(device);
      const numbered = (plugin.numberedDevices ?? []).map((each) => `${each}:1`);
      this.problems.add(
        'core',
        `The backend '${name}' has no device '${device}'.`,
        `${didYouMean(kind, plugin.devices)}It has: ${[...plugin.devices, ...numbered].join(', ')}.`,
      );
      return undefined;
    }
    const probed = await this.probe(name, device);
    const { availability } = probed;
    if (availability.available)
      return { ...probed, reference, engineVersion: availability.engineVersion };
    this.problems.add(
      `backend-${name}`,
      `The device '${device}' is not available: ${availability.reason}`,
      availability.remedy,
    );
    return undefined;
  }
}

function hasDevice({ devices, numberedDevices = [] }: BackendPlugin, device: Device): boolean {
  const { kind, index } = parseDevice(device);
  return devices.includes(device) || (index !== undefined && numberedDevices.includes(kind));
}
