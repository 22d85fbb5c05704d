import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import type { Host } from '@convbench/spec';
import { readPowerState } from '../power/powerState.js';
import { allowedCpus } from './allowedCpus.js';
import { memoryLimitBytes } from './memoryLimit.js';
import { physicalCoresOf } from './physicalCores.js';

/** What the machine is. Takes a few hundred milliseconds and starts other programs: once per run, before measuring. */
export async function gatherHost(): Promise<Host> {
  // It is large, and a measuring process has no use for it.
  const { default: si } = await import('systeminformation');
  const [os, cpu, graphics, system, battery] = await Promise.all([
    si.osInfo(),
    si.cpu(),
    si.graphics(),
    si.system(),
    si.battery(),
  ]);
  const cores = cpus();
  const { governor, onBattery } = readPowerState();
  return {
    os: [os.distro, os.release].filter(isTold).join(' ') || process.platform,
    kernel: release(),
    cpuModel: cores[0]?.model.trim() || `${cpu.manufacturer} ${cpu.brand}`.trim() || 'unknown',
    physicalCores: physicalCores(cpu.physicalCores),
    logicalCores: cores.length,
    allowedCpus: allowedCpus(),
    cpuMaxMhz: cpu.speedMax > 0 ? Math.round(cpu.speedMax * 1000) : null,
    cpuGovernor: governor,
    onBattery: onBattery ?? (battery.hasBattery ? !battery.acConnected : null),
    memoryBytes: totalmem(),
    memoryLimitBytes: memoryLimitBytes(),
    virtualMachine: typeof system.virtual === 'boolean' ? system.virtual : null,
    gpus: graphics.controllers.map((controller) => ({
      model: [controller.vendor, controller.model].filter(isTold).join(' ') || 'unknown',
      memoryBytes:
        controller.vram !== null && controller.vram > 0 ? controller.vram * 2 ** 20 : null,
    })),
    nodeVersion: process.version,
  };
}

function isTold(text: string): boolean {
  return text !== '' && text !== 'unknown';
}

/** Linux: from the kernel, except under WSL, whose virtual processor shows a split of its own (case M03). */
function physicalCores(reported: number): number | null {
  if (process.platform !== 'linux') return reported > 0 ? reported : null;
  if (/microsoft/i.test(release())) return null;
  try {
    return physicalCoresOf(readFileSync('/proc/cpuinfo', 'utf8'));
  } catch {
    return null;
  }
}
