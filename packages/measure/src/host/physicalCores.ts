/**
 * Cores in the text of Linux' `/proc/cpuinfo`: distinct pairs of package and core id. Halving the threads is wrong
 * for processors whose efficiency cores have one thread (case M03).
 *
 * null where the text does not tell, as on ARM, which lists no core ids.
 */
export function physicalCoresOf(cpuinfo: string): number | null {
  const cores = new Set<string>();
  for (const block of cpuinfo.split(/\n\s*\n/)) {
    if (!/^processor\s*:/m.test(block)) continue;
    const packageId = /^physical id\s*:\s*(\d+)$/m.exec(block)?.[1];
    const coreId = /^core id\s*:\s*(\d+)$/m.exec(block)?.[1];
    if (packageId === undefined || coreId === undefined) return null;
    cores.add(`${packageId}/${coreId}`);
  }
  return cores.size === 0 ? null : cores.size;
}
