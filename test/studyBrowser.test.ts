/**
 * Opens the pages of studies in a real browser. Skipped where the system has no Chromium: see reportBrowser.test.ts.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderPages } from '@convbench/study';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './support/findChromium.js';
import { studyResult } from './support/studyResult.js';

const executablePath = findChromium();
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const HOSTILE = [
  '<script>window.ran = true</script>',
  '"><img src=x onerror="window.ran = true">',
  "' onmouseover='window.ran = true' x='",
  '</style></title><svg onload=window.ran=true>',
  'javascript:window.ran=true',
];

describe.skipIf(executablePath === undefined)('the pages of studies in a browser', () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convbench-studies-'));
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--headless', '--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(text: string, name: string, options: BrowserContextOptions) {
    for (const { path, content } of renderPages([studyResult(text)]))
      writeFileSync(join(folder, path), content);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) complaints.push(request.url());
    });
    await page.goto(pathToFileURL(join(folder, name)).href);
    return { context, page, complaints };
  }

  it.each(['index.html', 'a-study.html'])('%s runs nothing that stands in a text', async (name) => {
    for (const text of HOSTILE) {
      const { context, page, complaints } = await open(text, name, {});
      await page.mouse.move(200, 200);
      expect(await page.evaluate('window.ran')).toBeUndefined();
      expect(await page.innerText('body')).toContain(text);
      expect(complaints).toEqual([]);
      await context.close();
    }
  });

  it.each(['index.html', 'a-study.html'])(
    '%s has no violation of accessibility, light and dark, wide and narrow, and fits',
    async (name) => {
      for (const colorScheme of ['light', 'dark'] as const)
        for (const width of [1440, 360]) {
          const viewport = { width, height: 900 };
          const { context, page } = await open('A claim about networks', name, {
            bypassCSP: true,
            colorScheme,
            viewport,
          });
          await page.evaluate(axeSource);
          const ids = await page.evaluate(
            'axe.run().then(({ violations }) => violations.map(({ id }) => id))',
          );
          expect(ids).toEqual([]);
          const beyond =
            'document.documentElement.scrollWidth - document.documentElement.clientWidth';
          expect(await page.evaluate(beyond)).toBe(0);
          await context.close();
        }
    },
  );
});
