import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readResults } from '@convbench/core';
import { renderCsv, renderHtml, renderJson, renderMarkdown } from '@convbench/report';
import { UserError } from '@convbench/spec';
import type { RunResults } from '@convbench/spec';

/** Only this machine: a report says what runs here, and nobody asked for it to be public. */
const HOST = '127.0.0.1';
const POLL_MS = 500;

export interface ReportServer {
  readonly url: string;
  /** Ends all connections; resolves when the port is free again. */
  close(): Promise<void>;
}

export interface ServeOptions {
  /** `results.jsonl` of the run; it may grow while it is served. */
  readonly file: string;
  /** 0 for any that is free. */
  readonly port: number;
}

const PAGES: Readonly<
  Record<string, readonly [type: string, render: (results: RunResults) => string]>
> = {
  '/': ['text/html', (results) => renderHtml(results, { live: true })],
  '/results.csv': ['text/csv', (results) => renderCsv(results)],
  '/results.md': ['text/markdown', renderMarkdown],
  '/results.json': ['application/json', renderJson],
};

/** Size and time of change: another value means other records. */
async function versionOf(file: string): Promise<string> {
  return stat(file).then(
    ({ size, mtimeMs }) => `${size}-${mtimeMs}`,
    () => 'gone',
  );
}

/**
 * Serves the report of a run on the loopback interface. The page reloads itself when the records change, of which it
 * hears by server-sent events. Throws a `UserError` when the port is taken.
 */
export async function serveReport({ file, port }: ServeOptions): Promise<ReportServer> {
  const listeners = new Set<ServerResponse>();
  let version = await versionOf(file);
  let read: { readonly version: string; readonly results: Promise<RunResults> } | undefined;
  const results = () => {
    if (read?.version !== version) read = { version, results: readResults(file) };
    return read.results;
  };
  const server = createServer((request, response) => {
    void answer(request, response, results, () => {
      response.write(`retry: 1000\nid: ${version}\ndata: ${version}\n\n`);
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new UserError(
          'cli',
          `The port ${port} cannot be used.`,
          'Leave --port out to take one that is free, or choose another.',
          { cause },
        ),
      );
    });
    server.listen(port, HOST, resolve);
  });
  const timer = setInterval(() => {
    void versionOf(file).then((now) => {
      if (now === version) return;
      version = now;
      for (const listener of listeners) listener.write(`id: ${now}\ndata: ${now}\n\n`);
    });
  }, POLL_MS);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${HOST}:${address.port}/`,
    close: () =>
      new Promise((resolve) => {
        clearInterval(timer);
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A page of another site may not read the report by a name that it points at this machine. */
function isOurs({ headers: { host } }: IncomingMessage): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host ?? '');
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  results: () => Promise<RunResults>,
  listen: () => void,
): Promise<void> {
  const say = (status: number, type: string, text: string) => {
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  if (!isOurs(request)) return say(403, 'text/plain', 'Only for this machine.\n');
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return say(405, 'text/plain', 'Reports are only read.\n');
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  if (path === '/events' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    return listen();
  }
  const page = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  if (page === undefined)
    return say(
      404,
      'text/plain',
      `There is nothing at this address. There are ${Object.keys(PAGES).join(', ')}.\n`,
    );
  const [type, render] = page;
  try {
    say(200, type, render(await results()));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    say(503, 'text/plain', `The report cannot be made yet: ${message}\n`);
  }
}
