import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FetchSource } from './fetchSource.js';

/** Plain downloads of `<base>/<name>` for every name. What arrives is verified by the caller. */
export function webDownload(base: string, names: readonly string[]): FetchSource {
  return {
    title: base,
    async fetchInto(folder, onProgress, signal) {
      for (const name of names) {
        const message = `downloading ${name}`;
        onProgress({ message });
        const response = await fetch(`${base}/${name}`, signal ? { signal } : {}).catch(
          (cause: unknown) => {
            signal?.throwIfAborted();
            throw new Error(`${base}/${name} cannot be reached: ${reasonOf(cause)}`, { cause });
          },
        );
        if (!response.ok || !response.body) {
          throw new Error(`${base}/${name} answered ${response.status} ${response.statusText}`);
        }
        const totalBytes = Number(response.headers.get('content-length')) || undefined;
        let doneBytes = 0;
        const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            doneBytes += chunk.length;
            onProgress({ message, doneBytes, ...(totalBytes ? { totalBytes } : {}) });
            yield chunk;
          }
        };
        await pipeline(counted(response.body), createWriteStream(join(folder, name)), { signal });
      }
    },
  };
}

/** fetch itself only says 'fetch failed'; the reason is its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}
