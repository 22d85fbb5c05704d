import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from '../host/readText.js';

export interface PowerState {
  /** Of Linux' frequency scaling, such as 'performance' or 'powersave'; several are joined. null where none is told. */
  readonly governor: string | null;
  /** Who scales the frequency, such as 'acpi-cpufreq' or 'intel_pstate'. */
  readonly driver: string | null;
  /** What the processor itself was asked to prefer, such as 'balance_performance' or 'power'. */
  readonly preference: string | null;
  /** null where there is no battery, or none that tells. */
  readonly onBattery: boolean | null;
}

/** What keeps a machine from its full speed by choice. Linux; read again whenever it matters. */
export function readPowerState(root = '/'): PowerState {
  const devices = join(root, 'sys/devices/system/cpu');
  const cpus = list(devices).filter((name) => /^cpu\d+$/.test(name));
  const valuesOf = (file: string): string | null => {
    const values = cpus.map((cpu) => readText(join(devices, cpu, 'cpufreq', file)) ?? '');
    return (
      [...new Set(values)]
        .filter((value) => value !== '')
        .sort()
        .join(', ') || null
    );
  };
  return {
    governor: valuesOf('scaling_governor'),
    driver: valuesOf('scaling_driver'),
    preference: valuesOf('energy_performance_preference'),
    onBattery: onBattery(join(root, 'sys/class/power_supply')),
  };
}

/** Why the machine is not at its full speed, for a warning; undefined where nothing says so. */
export function powerSavingOf(state: PowerState): string | undefined {
  const { governor, driver, preference, onBattery } = state;
  const reasons = onBattery === true ? ['the machine runs on battery'] : [];
  // In the active mode of the pstate drivers 'powersave' is the default and reaches full speed: there the preference
  // says what is saved.
  const saves =
    driver !== null && /pstate/.test(driver) ? /conservative/ : /powersave|conservative/;
  if (governor !== null && saves.test(governor)) {
    reasons.push(`the frequency governor is ${governor}`);
  }
  if (preference !== null && /\b(balance_)?power\b/.test(preference)) {
    reasons.push(`the processor is asked to prefer ${preference}`);
  }
  return reasons.length === 0 ? undefined : reasons.join('; ');
}

function onBattery(supplies: string): boolean | null {
  const states = list(supplies).flatMap((name) => {
    const read = (file: string) => readText(join(supplies, name, file));
    // The battery of a mouse is one of a device.
    if (read('type') !== 'Battery' || read('scope') === 'Device') return [];
    return [read('status')];
  });
  if (states.every((status) => status === undefined || status === 'Unknown')) return null;
  return states.includes('Discharging');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
