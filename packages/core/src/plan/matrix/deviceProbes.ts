import { findDevice, parseDevice } from '@convbench/spec';
import type { Availability, Device, DeviceDescriptor } from '@convbench/spec';
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
  async probe(name: string, descriptor: DeviceDescriptor, device: Device): Promise<BackendProbe> {
    const key = `${name} ${device}`;
    const known = this.#probed.get(key);
    if (known !== undefined) return known;
    const { plugin, reference } = findBackend(this.plugins, name);
    this.onEvent({ type: 'probing-backend', name, device });
    const probed = {
      name,
      title: plugin.title,
      device,
      descriptor,
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
    const { devices } = plugin;
    const device = askedDevice ?? devices[0].name;
    const descriptor = findDevice(devices, device);
    if (descriptor === undefined) {
      const names = devices.map((each) => each.name);
      const numbered = devices.filter((each) => each.numbered).map((each) => `${each.name}:1`);
      this.problems.add(
        'core',
        `The backend '${name}' has no device '${device}'.`,
        `${didYouMean(parseDevice(device).kind, names)}It has: ${[...names, ...numbered].join(', ')}.`,
      );
      return undefined;
    }
    const probed = await this.probe(name, descriptor, device);
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
