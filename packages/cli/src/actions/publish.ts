import { publish } from '@convbench/core';
import type { Context } from '../commands/command.js';
import type { PublishFlags } from '../commands/publish.js';
import { writeGallery } from '../gallery.js';
import { loadFlaggedPlugins } from '../matrix/loadFlaggedPlugins.js';
import { printJson } from '../terminal/output.js';

/** Copies a finished run into a folder of reports, and lists them all anew. */
export async function publishRun(
  run: string,
  name: string,
  flags: PublishFlags,
  { output }: Context,
): Promise<void> {
  const plugins = await loadFlaggedPlugins(flags);
  const path = await publish({
    run,
    name,
    reportsRoot: flags.to,
    reporters: plugins.reporters,
    overwrite: flags.force === true,
    allowMissing: flags.unfinished === true,
  });
  const gallery = await writeGallery(flags.to);
  if (flags.json === true) {
    printJson(output, { path, gallery });
    return;
  }
  output.print(`Published ${path}`);
  output.note(`${gallery} lists all reports.`);
}
