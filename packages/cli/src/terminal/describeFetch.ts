import type { FetchProgress } from '@convbench/spec';
import { bytes } from './numbers.js';

/** 'downloading train-images, 3.1 MB of 26.4 MB' */
export function describeFetch({ message, doneBytes, totalBytes }: FetchProgress): string {
  if (doneBytes === undefined) return message;
  return `${message}, ${bytes(doneBytes)}${totalBytes === undefined ? '' : ` of ${bytes(totalBytes)}`}`;
}
