import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchProgress } from '@convbench/spec';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { webDownload } from './webDownload.js';

let folder: string;
let server: Server | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convbench-web-'));
});
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  await rm(folder, { recursive: true });
});

async function serve(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

test('every file is stored, and the progress reaches its length', async () => {
  const content = Buffer.alloc(300_000, 7);
  const base = await serve((request, response) => {
    response.setHeader('content-length', content.length);
    response.end(request.url === '/a.gz' ? content : content.fill(8));
  });
  const progress: FetchProgress[] = [];
  await webDownload(base, ['a.gz', 'b.gz']).fetchInto(folder, (step) => progress.push(step));
  expect((await readFile(join(folder, 'a.gz'))).every((byte) => byte === 7)).toBe(true);
  expect((await readFile(join(folder, 'b.gz'))).length).toBe(300_000);
  expect(progress.at(-1)).toEqual({
    message: 'downloading b.gz',
    doneBytes: 300_000,
    totalBytes: 300_000,
  });
});

test('an answer that is no file is an error with its status', async () => {
  const base = await serve((_request, response) => response.writeHead(403, 'Forbidden').end());
  await expect(webDownload(base, ['a.gz']).fetchInto(folder, () => undefined)).rejects.toThrow(
    `${base}/a.gz answered 403 Forbidden`,
  );
});

test('a connection that breaks off is an error', async () => {
  const base = await serve((_request, response) => {
    response.setHeader('content-length', 1000);
    response.write('half');
    setTimeout(() => response.destroy(), 20);
  });
  await expect(webDownload(base, ['a.gz']).fetchInto(folder, () => undefined)).rejects.toThrow();
});

test('a server that cannot be reached is named with the reason', async () => {
  const base = await serve(() => undefined);
  await new Promise((resolve) => server!.close(resolve));
  server = undefined;
  await expect(webDownload(base, ['a.gz']).fetchInto(folder, () => undefined)).rejects.toThrow(
    new RegExp(`${base}/a\\.gz cannot be reached: .*ECONNREFUSED`),
  );
});

test('an abort ends a download that hangs', async () => {
  const controller = new AbortController();
  const base = await serve((_request, response) => {
    response.setHeader('content-length', 1000);
    response.write('half');
    setTimeout(() => controller.abort(), 20);
  });
  const download = webDownload(base, ['a.gz']).fetchInto(
    folder,
    () => undefined,
    controller.signal,
  );
  await expect(download).rejects.toMatchObject({ name: 'AbortError' });
});
