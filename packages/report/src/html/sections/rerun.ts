import type { RunView } from '../../view/runView.js';
import type { Markup } from '../markup.js';
import { markup } from '../markup.js';
import { section } from './layout.js';

const FILE = 'convbench.config.json';

/** The configuration of the run and the commands that run it again. */
export function rerun({ run }: RunView): Markup {
  return section({
    id: 'rerun',
    title: 'How can I run it again?',
    how: `Save the configuration as ${FILE}; it holds every setting of this run, defaults included. Same seed, same weights: trainings that are in the cache are not repeated. Times are those of the machine that it runs on.`,
    body: markup`<pre tabindex="0">convbench run ${FILE}</pre><p class="note">Made with convbench ${run.convbenchVersion} on Node ${run.host.nodeVersion}. Paths in the configuration are relative to the file.</p><details><summary>${FILE}</summary><pre tabindex="0">${JSON.stringify(run.config, null, 2)}</pre></details>`,
  });
}
