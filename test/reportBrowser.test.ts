/**
 * Opens the HTML report in a real browser. Skipped where the system has no Chromium: install Debian's `chromium`, or
 * name one in CONVBENCH_CHROMIUM. With CONVBENCH_SCREENSHOTS set to a folder, pictures of the page are left there.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderHtml } from '@convbench/report';
import type { RunResults } from '@convbench/spec';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleResults } from './support/exampleResults.js';
import { findChromium } from './support/findChromium.js';
import { hostileResults } from './support/hostileResults.js';
import { longNamedResults } from './support/longNamedResults.js';
import { INJECTIONS, injectedResults } from './support/injectedResults.js';
import { manyResults } from './support/manyResults.js';
import { realisticallyUnmeasured } from './support/realisticallyUnmeasured.js';
import { richResults } from './support/richResults.js';

const executablePath = findChromium();
const why = executablePath === undefined ? ' (skipped: no Chromium found)' : '';
const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);
const screenshots = process.env['CONVBENCH_SCREENSHOTS'];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Any image but a small picture in the page itself, which a record holds. */
const FOREIGN_IMAGE = 'img:not([src^="data:image/webp;base64,"])';

const WIDTHS = [3840, 1440, 1000, 760, 390, 360] as const;

describe.skipIf(executablePath === undefined)(`the HTML report in a browser${why}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convbench-report-'));
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: FLAGS });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The rendered page, and everything that it complained of or asked for besides itself. */
  async function open(results: RunResults, options: BrowserContextOptions) {
    const path = join(folder, 'index.html');
    writeFileSync(path, renderHtml(results));
    const url = pathToFileURL(path).href;
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== url) requests.push(request.url());
    });
    await page.goto(url);
    return { page, complaints, requests, close: () => context.close() };
  }

  /** Texts of visible charts that are drawn smaller than 10 px, with their sizes. */
  const smallTexts = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll<SVGTextElement>('svg text')].flatMap((text) => {
        const svg = text.ownerSVGElement;
        if (svg === null || text.getClientRects().length === 0) return [];
        const scale = text.getScreenCTM()?.d ?? 1;
        const size = parseFloat(getComputedStyle(text).fontSize) * scale;
        return size < 10 ? [`${text.textContent}: ${size}`] : [];
      }),
    );

  const overflow = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

  /** Pairs of labels of one chart whose boxes overlap. */
  const overlappingLabels = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('svg.sc')].flatMap((svg) => {
        const labels = [...svg.querySelectorAll('text.lb')].filter(
          (label) => label.getClientRects().length > 0,
        );
        const boxes = labels.map((label) => label.getBoundingClientRect());
        return boxes.flatMap((a, index) =>
          boxes.slice(index + 1).flatMap((b) => {
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            return across > 1 && down > 3 ? [`${across} × ${down}`] : [];
          }),
        );
      }),
    );

  /** What axe-core finds by WCAG 2 A and AA and by its best practices, with every table opened. */
  const violations = async (page: Page) => {
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    await page.evaluate(axeSource);
    return page.evaluate(async () => {
      const { axe } = window as unknown as {
        axe: {
          run(): Promise<{
            violations: { id: string; nodes: { html: string; failureSummary: string }[] }[];
          }>;
        };
      };
      const found = await axe.run();
      return found.violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
      );
    });
  };

  describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
    it.each([1440, 390])('has nothing that axe-core minds at %i px', async (width) => {
      const { page, close } = await open(richResults(), {
        colorScheme,
        viewport: { width, height: 900 },
      });
      expect(await violations(page)).toEqual([]);
      await close();
    });

    it.each(WIDTHS)('is quiet, fits and is legible at %i px', async (width) => {
      const { page, complaints, requests, close } = await open(richResults(), {
        colorScheme,
        viewport: { width, height: 900 },
      });
      expect(complaints).toEqual([]);
      expect(requests).toEqual([]);
      expect(await overflow(page)).toBeLessThanOrEqual(0);
      expect(await page.locator('svg.sc text:visible').count()).toBeGreaterThan(20);
      expect(await smallTexts(page)).toEqual([]);
      expect(await overlappingLabels(page)).toEqual([]);
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      expect(background).toBe(colorScheme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(20, 22, 26)');
      if (screenshots !== undefined) {
        const path = join(screenshots, `${colorScheme}-${width}.png`);
        await page.screenshot({ path, fullPage: true });
      }
      await close();
    });
  });

  const namesOfGroup = async (page: Page, group: number) => {
    const names = page.locator('table.main tbody').nth(group).locator('tr:not(.grp) th b');
    return (await names.allTextContents()).map((name) => name.replaceAll('\u00a0', ' '));
  };

  it('sorts inside each group, says so in aria-sort and keeps what was not measured last', async () => {
    const { page, close } = await open(exampleResults(), {});
    const head = (title: string) => page.locator('table.main thead th', { hasText: title }).first();
    const click = (title: string) => head(title).getByRole('button').click();

    await click('Throughput');
    expect(await head('Throughput').getAttribute('aria-sort')).toBe('descending');
    const descending = await namesOfGroup(page, 0);
    expect(descending).toEqual(['NiN', 'VGG-11', 'GoogLeNet V1', 'GoogLeNet V2']);
    await click('Throughput');
    expect(await head('Throughput').getAttribute('aria-sort')).toBe('ascending');
    expect(await namesOfGroup(page, 0)).toEqual([...descending].reverse());

    await click('Energy');
    expect(await head('Throughput').getAttribute('aria-sort')).toBe(null);
    expect((await namesOfGroup(page, 0)).at(-1)).toBe('NiN');
    await click('Energy');
    expect(await head('Energy').getAttribute('aria-sort')).toBe('descending');
    expect((await namesOfGroup(page, 0)).at(-1)).toBe('NiN');
    expect((await namesOfGroup(page, 1)).at(-1)).toBe('VGG-11');

    await click('Network');
    expect(await namesOfGroup(page, 0)).toEqual([...descending].sort());
    await close();
  });

  it('draws accuracy against what is chosen, without a script too', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const { page, close } = await open(exampleResults(), { javaScriptEnabled });
      const title = () => page.locator('.first svg.sc:visible text.al').first().textContent();
      expect(await title()).toContain('latency, median');
      for (const [axis, text] of [
        ['memory', 'peak RSS'],
        ['energy', 'energy'],
        ['parameters', 'parameters'],
        ['MACs', 'MACs'],
      ] as const) {
        await page.locator('.axes label', { hasText: axis }).click();
        expect(await page.locator('.first svg.sc:visible').count()).toBe(1);
        expect(await title()).toContain(text);
        expect(await page.locator('.first aside:visible').count()).toBe(1);
      }
      await close();
    }
  });

  it('filters the table by what its rows have, and says how many are left', async () => {
    const { page, complaints, close } = await open(exampleResults(), {});
    const rows = page.locator('table.main tbody tr:not(.grp):visible');
    expect(await rows.count()).toBe(8);
    await page.getByLabel('Find').fill('GOOGLE');
    expect(await rows.count()).toBe(4);
    expect(await page.locator('#shown').textContent()).toBe('4 of 8 rows');
    await page.locator('[data-filter=batch]').selectOption('batch\u00a032');
    expect(await rows.count()).toBe(2);
    await page.getByLabel('Family').selectOption('plain');
    expect(await rows.count()).toBe(0);
    expect(await page.locator('table.main tbody:visible').count()).toBe(0);
    await page.getByLabel('Find').fill('');
    expect(await rows.count()).toBe(2);
    expect(complaints).toEqual([]);
    await close();
  });

  it('picks a network out everywhere', async () => {
    const { page, close } = await open(exampleResults(), {});
    await page.getByLabel('Highlight').selectOption('NiN');
    const marked = await page.locator('.net.hi').count();
    expect(marked).toBeGreaterThan(10);
    const names = await page.locator('tr.net.hi th b').allTextContents();
    expect(new Set(names)).toEqual(new Set(['NiN']));
    await page.getByLabel('Highlight').selectOption('all networks');
    expect(await page.locator('.net.hi').count()).toBe(0);
    await close();
  });

  it('keeps what is chosen in its address', async () => {
    const { page, complaints, close } = await open(exampleResults(), {});
    await page.locator('.axes label', { hasText: 'MACs' }).click();
    await page.getByText('batch\u00a032', { exact: false }).first().click();
    await page.getByLabel('Find').fill('net & <b>');
    await page.getByLabel('Find').fill('net');
    await page.getByLabel('Highlight').selectOption('GoogLeNet V2');
    await page
      .locator('table.main thead th', { hasText: 'Throughput' })
      .getByRole('button')
      .click();
    const url = page.url();
    await page.goto('about:blank');
    await page.goto(url);
    expect(await page.locator('#axis-macs').isChecked()).toBe(true);
    expect(await page.locator('#slice-1').isChecked()).toBe(true);
    expect(await page.getByLabel('Find').inputValue()).toBe('net');
    expect(await page.locator('#highlight option:checked').textContent()).toBe('GoogLeNet V2');
    expect(await page.locator('[aria-sort]').getAttribute('data-key')).toBe('imagesPerSecond');
    expect(await page.locator('table.main tbody tr:not(.grp):visible').count()).toBe(4);
    expect(complaints).toEqual([]);
    await close();
  });

  it('takes an address that others made for what it is', async () => {
    const { page, complaints, close } = await open(exampleResults(), {});
    for (const hash of [
      '#?axis=nothing&slice=99&sort=__proto__,ascending&network=x&text=<img src=x onerror=alert(1)>',
      '#?sort=top1,sideways&family=plastic',
      '#?%%%&axis=%3Cscript%3E',
      '#nowhere',
    ]) {
      await page.evaluate((to) => (location.hash = to), hash);
      await page.waitForTimeout(50);
    }
    await page.evaluate(() => (location.hash = '#?'));
    await page.waitForTimeout(50);
    expect(await page.locator('table.main tbody tr:not(.grp):visible').count()).toBe(8);
    expect(await page.locator(FOREIGN_IMAGE).count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is worked by the keyboard', async () => {
    const { page, close } = await open(exampleResults(), {});
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.className)).toBe('skip');
    await page.locator('#axis-speed').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('#axis-memory').isChecked()).toBe(true);
    const button = page.locator('table.main thead th', { hasText: 'MACs' }).getByRole('button');
    await button.focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('[aria-sort]').getAttribute('data-key')).toBe('macs');
    await close();
  });

  it('switches between light and dark', async () => {
    const { page, close } = await open(exampleResults(), { colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'light and dark' }).click();
    expect(await background()).not.toBe(light);
    await page.getByRole('button', { name: 'light and dark' }).click();
    expect(await background()).toBe(light);
    await close();
  });

  it('is complete without JavaScript, and its slices can be chosen', async () => {
    const { page, complaints, requests, close } = await open(exampleResults(), {
      javaScriptEnabled: false,
    });
    expect(await page.locator('table.main tbody tr:not(.grp)').count()).toBe(8);
    expect(await page.locator('svg.sc:visible').count()).toBeGreaterThanOrEqual(5);
    expect(await page.getByRole('button').count()).toBe(0);
    expect(await page.locator('h1:visible').allTextContents()).toHaveLength(1);
    const first = await page.locator('h1:visible').textContent();
    await page.getByText('batch\u00a032', { exact: false }).first().click();
    expect(await page.locator('h1:visible').textContent()).not.toBe(first);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await close();
  });

  it('fits on paper', async () => {
    // The inside of A4 with margins of 12 mm, at 96 px an inch.
    const { page, close } = await open(exampleResults(), {
      viewport: { width: 703, height: 1031 },
    });
    await page.emulateMedia({ media: 'print' });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('nav:visible, button#theme:visible').count()).toBe(0);
    await close();
  });

  it('takes hostile text for text', async () => {
    const { page, complaints, requests, close } = await open(hostileResults(), {});
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.locator('script').count()).toBe(3);
    expect(await page.locator(`${FOREIGN_IMAGE}, iframe, [onerror], [style]`).count()).toBe(0);
    const summary = await page.locator('#summary').textContent();
    expect(JSON.parse(summary ?? '')).toHaveProperty('slices');
    await close();
  });

  it.each([1440, 360])('holds names of 300 characters at %i px', async (width) => {
    const { page, complaints, close } = await open(longNamedResults(), {
      viewport: { width, height: 900 },
    });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    expect(complaints).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await overlappingLabels(page)).toEqual([]);
    if (screenshots !== undefined)
      await page.screenshot({ path: join(screenshots, `long-${width}.png`), fullPage: true });
    await close();
  });

  it('runs nothing of a corpus of injections, and breaks nowhere', async () => {
    const { page, complaints, requests, close } = await open(injectedResults(), {
      viewport: { width: 390, height: 900 },
    });
    await page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
    });
    for (const option of await page.locator('#highlight option').all())
      await page.locator('#highlight').selectOption((await option.getAttribute('value')) ?? '');
    await page.locator('.filters [data-filter=text]').fill(INJECTIONS[1] ?? '');
    await page.locator('.filters [data-filter=text]').fill('');
    for (const label of await page.locator('.axes label').all()) await label.click();
    await page.locator('table.main thead th').first().getByRole('button').click();
    await page.reload();
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(await page.locator('script').count()).toBe(3);
    const foreign = `${FOREIGN_IMAGE}, iframe, base, object, embed, link, textarea, [style], [srcdoc]`;
    expect(await page.locator(foreign).count()).toBe(0);
    const handlers = await page.evaluate(() =>
      [...document.querySelectorAll('*')].flatMap(({ attributes }) =>
        [...attributes]
          .filter(
            ({ name, value }) =>
              /^on/i.test(name) || (/href$/.test(name) && !value.startsWith('#')),
          )
          .map(({ name, value }) => `${name}=${value}`),
      ),
    );
    expect(handlers).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('table.main tbody tr:not(.grp)').count()).toBe(8);
    await close();
  });

  it('shows a run of many cells in part, and all of it by pages', async () => {
    const { page, complaints, requests, close } = await open(manyResults(400), {});
    expect(await page.locator('table.main tbody tr:not(.grp)').count()).toBe(40);
    const rows = page.locator('#all-table tbody tr');
    expect(await rows.count()).toBe(50);
    expect(await page.locator('#all-shown').textContent()).toBe('1 to 50 of 400');
    await page.locator('#all-on').click();
    expect(await page.locator('#all-shown').textContent()).toBe('51 to 100 of 400');
    await page.locator('#all-table').getByRole('button', { name: 'Latency' }).click();
    expect(await page.locator('#all-table [aria-sort]').getAttribute('aria-sort')).toBe(
      'ascending',
    );
    await page.locator('#all-find').fill('Net 7');
    expect(await page.locator('#all-shown').textContent()).toBe('1 to 10 of 10');
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await close();
  });

  it('leaves out a column that no cell has, and says why', async () => {
    const { page, close } = await open(realisticallyUnmeasured(), {});
    expect(await page.locator('table.main thead').textContent()).not.toContain('Energy');
    expect(await page.locator('#table').textContent()).toContain('no power meter');
    await close();
  });
});
