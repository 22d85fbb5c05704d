import { describeNetwork } from '@convbench/core';
import type { PluginSet } from '@convbench/core';
import type { RunResults } from '@convbench/spec';
import type { Evidence, StudyForm } from '../study.js';

/** Ids of the networks that are made for studies begin so. */
const OWN = 'study-';

export function evidenceOf(
  plugins: PluginSet,
  form: StudyForm,
  runs: ReadonlyMap<string, RunResults>,
): Evidence {
  return {
    form,
    architectures: plugins.architectures
      .flatMap(({ plugin }) => plugin.variants.map(({ id }) => id))
      .filter((id) => !id.startsWith(OWN)),
    describe: (id, options = {}) => describeNetwork(plugins, id, options),
    run: (name) => {
      const run = runs.get(name);
      if (run === undefined) throw new Error(`The study has no matrix '${name}'.`);
      return run;
    },
  };
}
