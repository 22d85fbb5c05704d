/** @file Puts the compiled binding where the npm package looks for it. */
import { copyFile, mkdir, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '@convbench/spec/plain';
import { ROOM } from '../engines.js';
import { installedAddon } from './places.js';

/** Whether the package has exactly this binding. */
export async function isInstalled(folder: string, addon: string): Promise<boolean> {
  const contents = await Promise.all(
    [installedAddon(folder), addon].map((path) => readFile(path).catch(() => undefined)),
  );
  const [installed, made] = contents;
  return installed !== undefined && made !== undefined && installed.equals(made);
}

/** By renaming, so that a process that uses the old one keeps it. */
export async function installAddon(folder: string, addon: string): Promise<void> {
  const place = installedAddon(folder);
  const arriving = `${place}.${process.pid}`;
  try {
    await mkdir(dirname(place), { recursive: true });
    await copyFile(addon, arriving);
    await rename(arriving, place);
  } catch (cause) {
    throw new UserError(
      ROOM,
      `The binding could not be put into ${dirname(place)}: ${(cause as Error).message}.`,
      'Run the set-up as a user who may write there.',
      { cause },
    );
  }
}
