import { z } from 'zod';

/** What the machine is; gathered once per run. Unknown is null, never a guess. */
export const hostSchema = z.object({
  os: z.string(),
  kernel: z.string(),
  cpuModel: z.string(),
  /** null where the system does not tell. */
  physicalCores: z.int().nullable(),
  logicalCores: z.int(),
  /** CPUs that the process may use (affinity, cgroup). */
  allowedCpus: z.int(),
  cpuMaxMhz: z.number().nullable(),
  /** Of Linux' frequency scaling: 'performance', 'powersave'. */
  cpuGovernor: z.string().nullable(),
  onBattery: z.boolean().nullable(),
  memoryBytes: z.int(),
  /** The smallest limit of the control groups around the process, where there is one. */
  memoryLimitBytes: z.int().nullable(),
  virtualMachine: z.boolean().nullable(),
  gpus: z.array(z.object({ model: z.string(), memoryBytes: z.int().nullable() })),
  nodeVersion: z.string(),
});
export type Host = z.infer<typeof hostSchema>;
