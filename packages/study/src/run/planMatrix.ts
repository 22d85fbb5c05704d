import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { isGpu, makePlan, parseConfig } from '@convbench/core';
import type { LoadPluginsOptions, MakePlanOptions, Plan, PluginSet } from '@convbench/core';
import type { Study, StudyMatrix } from '../study.js';

const directory = dirname(createRequire(import.meta.url).resolve('#package.json'));

/** The networks of studies as a plugin of a config, relative to this package. */
export const STUDY_NETWORKS = {
  specifiers: ['@convbench/study/networks'],
  directory,
} satisfies LoadPluginsOptions;

export interface StudyBackend {
  readonly name: string;
  readonly device?: string;
}

export interface PlanMatrixOptions extends Omit<MakePlanOptions, 'fetch'> {
  /** Default: as in any run, the CPU. */
  readonly backend?: StudyBackend | undefined;
}

/** The plan of a study's matrix. Which device computes is known from a plan, so what differs on a GPU is planned anew. */
export async function planMatrix(
  study: Study,
  { name, config, onGpu }: StudyMatrix,
  plugins: PluginSet,
  { backend, ...options }: PlanMatrixOptions,
): Promise<Plan> {
  const make = (given: StudyMatrix['config']) => {
    const complete = parseConfig(
      {
        ...given,
        title: `${study.title}: ${name}`,
        plugins: STUDY_NETWORKS.specifiers,
        ...(backend && { backends: [backend] }),
      },
      `the study ${study.id}`,
    );
    return makePlan({ config: complete, directory }, plugins, { ...options, fetch: true });
  };
  const plan = await make(config);
  return onGpu !== undefined && plan.probes.some(isGpu) ? make({ ...config, ...onGpu }) : plan;
}
