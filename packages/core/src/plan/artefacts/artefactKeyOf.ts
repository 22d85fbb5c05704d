import { findDevice } from '@convbench/spec';
import type { BackendPlugin, Cell } from '@convbench/spec';
import type { CacheEntry } from '../cache/weightsCache.js';
import { traitsOf } from '../sources/traits.js';
import type { WeightSource } from '../sources/weightSource.js';
import { artefactKey } from './artefactCache.js';

export interface CellArtefact {
  readonly cell: Cell;
  /** Images of one call; of a sweep not the cell's own. */
  readonly batchSize: number;
  readonly graphSha256: string;
  readonly source: WeightSource;
}

export interface KeyOfArtefact {
  readonly sha256: string;
  /** The batch that it is made for; undefined where it takes any. */
  readonly batchSize: number | undefined;
}

/** Where the cache has what a cell's engine loads. */
export function artefactKeyOf(
  { cell, batchSize: asked, graphSha256, source }: CellArtefact,
  { name, devices, artefactVersion: version }: BackendPlugin,
  { facts }: CacheEntry,
): KeyOfArtefact {
  const { device } = cell.backend;
  const form = findDevice(devices, device)?.artefact;
  if (form === undefined) throw new Error(`The backend ${name} has no device ${device}.`);
  const { fileSha256 } = traitsOf(source);
  // Somebody's file is made ready for one batch, whatever the engine could take.
  const batchSize = form.batch === 'any' && fileSha256 === undefined ? undefined : asked;
  const identity = {
    graphSha256,
    weightsSha256: fileSha256 ?? facts.weightsSha256,
    backend: name,
    version,
    form: form.name,
    precision: cell.precision,
    batchSize,
  };
  return { sha256: artefactKey(identity), batchSize };
}
