/** `convbench serve`: what it answers, to whom, and that a page hears of new records. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CellRecord } from '@convbench/spec';
import { chromium } from 'playwright-core';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { serveReport } from '../packages/cli/src/serve/serveReport.js';
import { exampleResults } from './support/exampleResults.js';
import { findChromium } from './support/findChromium.js';
import { writeRecords } from './support/writeRecords.js';

let file: string;
let url: string;
const results = exampleResults();
const [first, ...others] = results.cells.flatMap(({ rounds }) => rounds) as [
  CellRecord,
  ...CellRecord[],
];

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convbench-serve-'));
  file = join(folder, 'results.jsonl');
  await writeRecords(folder, [results.run, first]);
  const server = await serveReport({ file, port: 0 });
  ({ url } = server);
  onTestFinished(async () => {
    await server.close();
    await rm(folder, { recursive: true, force: true });
  });
});

/** Status of a request with any header, which fetch does not let through. */
const statusOf = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<number | undefined>((resolve, reject) => {
    const { port } = new URL(url);
    const sent = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject);
    sent.end();
  });

describe('serve', () => {
  it('gives the report and the other formats, and nothing else', async () => {
    expect(new URL(url).hostname).toBe('127.0.0.1');
    const page = await fetch(url);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('connect-src &#39;self&#39;');
    expect((await (await fetch(`${url}results.csv`)).text()).split('\n')[0]).toContain('network');
    for (const path of ['results.jsonl', '../package.json', 'constructor', '%2e%2e/x'])
      expect((await fetch(`${url}${path}`)).status).toBe(404);
  });

  it('answers only this machine, and only reads', async () => {
    expect(await statusOf('/', { host: 'evil.example' })).toBe(403);
    expect(await statusOf('/events', { host: 'evil.example:80' })).toBe(403);
    expect(await statusOf('/', { host: 'localhost:1' })).toBe(200);
    expect(await statusOf('/', {}, 'POST')).toBe(405);
  });

  it('says why there is no report', async () => {
    await writeFile(file, '{"type":"cell"}\n');
    await expect
      .poll(async () => (await fetch(url)).status, { timeout: 10_000, interval: 200 })
      .toBe(503);
    expect(await (await fetch(url)).text()).toContain('cannot be made yet');
  });

  it('refuses a port that is taken', async () => {
    const port = Number(new URL(url).port);
    await expect(serveReport({ file, port })).rejects.toThrow(`The port ${port} cannot be used`);
  });

  it.skipIf(findChromium() === undefined)(
    'renews an open page, and keeps what is chosen',
    async () => {
      const browser = await chromium.launch({
        executablePath: findChromium() ?? '',
        args: ['--headless', '--no-sandbox', '--disable-gpu'],
      });
      onTestFinished(() => browser.close());
      const page = await browser.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
      const measured = page.locator('table.main tbody tr:not(.grp):not(.failed)');
      expect(await measured.count()).toBe(1);
      await page.locator('.axes label', { hasText: 'MACs' }).click();
      await writeRecords(dirname(file), others);
      await expect.poll(() => measured.count(), { timeout: 30_000, interval: 300 }).toBe(7);
      expect(await page.locator('#axis-macs').isChecked()).toBe(true);
      expect(complaints.filter((text) => !text.includes('favicon'))).toEqual([]);
    },
  );
});
