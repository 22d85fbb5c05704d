/** The sliders of the HTML report pick what `convbench pick` picks. Skipped where the system has no Chromium. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderHtml } from '@convbench/report';
import type { RunResults } from '@convbench/spec';
import { pickCandidates, runCandidates } from '@convbench/statistics';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleResults } from './support/exampleResults.js';
import { findChromium } from './support/findChromium.js';
import { hostileResults } from './support/hostileResults.js';

const executablePath = findChromium();
const why = executablePath === undefined ? ' (skipped: no Chromium found)' : '';

/** Limits in the units of the flags of `convbench pick`, by their names. */
type Limits = Readonly<Record<string, number>>;

interface Shown {
  readonly limits: Limits;
  readonly said: string;
  readonly why: string;
}

describe.skipIf(executablePath === undefined)(`picking in the report${why}`, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'convbench-pick-'));
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-gpu'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(results: RunResults): Promise<Page> {
    const path = join(folder, 'index.html');
    writeFileSync(path, renderHtml(results));
    const page = await browser.newPage();
    page.on('pageerror', (error) => expect.unreachable(error.message));
    await page.goto(pathToFileURL(path).href);
    return page;
  }

  /** Moves every slider through all of its stops. */
  const everySetting = (page: Page): Promise<Shown[]> =>
    page.evaluate(() => {
      const data = JSON.parse(document.getElementById('pick-data')?.textContent ?? '') as {
        limits: { name: string; stops: number[] }[];
      };
      const sliders = [...document.querySelectorAll<HTMLInputElement>('#pick [data-limit]')];
      const settings = data.limits.reduce<number[][]>(
        (all, { stops }) =>
          all.flatMap((chosen) => [...stops.keys(), stops.length].map((at) => [...chosen, at])),
        [[]],
      );
      return settings.map((chosen) => {
        const limits: Record<string, number> = {};
        for (const [at, slider] of sliders.entries()) {
          slider.value = String(chosen[at]);
          slider.dispatchEvent(new Event('input'));
          const { name, stops } = data.limits[at] as { name: string; stops: number[] };
          const stop = stops[(chosen[at] as number) - 1];
          if (stop !== undefined) limits[name] = stop;
        }
        const text = (id: string) => document.getElementById(id)?.textContent ?? '';
        return { limits, said: text('picked'), why: text('picked-why') };
      });
    });

  it('finds the same network for every setting of the sliders, in every slice', async () => {
    const results = exampleResults();
    const page = await open(results);
    const batchSizes = [...new Set(results.cells.map(({ cell }) => cell.batchSize))];
    expect(batchSizes).toHaveLength(2);
    let nothingFits = 0;
    for (const [slice, batchSize] of batchSizes.entries()) {
      await page.locator(`#slice-${slice}`).evaluate((radio: HTMLInputElement) => radio.click());
      const cells = results.cells.filter(({ cell }) => cell.batchSize === batchSize);
      const titles = new Map(cells.map(({ cell }) => [cell.id, cell.network.title]));
      for (const { limits, said, why: reason } of await everySetting(page)) {
        const { 'min-top1': top1, 'max-latency-ms': latencyMs, 'max-memory-mb': memory } = limits;
        const pick = pickCandidates(runCandidates(cells, results), {
          draws: 1,
          limits: {
            ...(top1 !== undefined && { top1: top1 / 100 }),
            ...(latencyMs !== undefined && { latencyMs }),
            ...(memory !== undefined && { memoryBytes: memory * 1e6 }),
          },
        });
        const reliable = pick.candidates.filter(({ excluded }) => excluded === undefined).length;
        const place = `slice ${slice}, ${JSON.stringify(limits)}`;
        if (pick.best) {
          expect(said, place).toContain(`${titles.get(pick.best.id)}: `);
          expect(reason, place).toContain(`${pick.fitting.length} of ${reliable} fit`);
          if (Object.keys(limits).length > 0)
            expect(reason.includes('Its intervals keep every limit.'), place).toBe(
              pick.best.fitsForSure,
            );
        } else {
          nothingFits += 1;
          expect(said, place).toBe('Nothing fits.');
          const nearest = pick.nearestMiss && titles.get(pick.nearestMiss.id);
          expect(reason, place).toContain(`${nearest} comes nearest.`);
        }
      }
    }
    expect(nothingFits).toBeGreaterThan(0);
    await page.close();
  });

  it('keeps the limits in the address, says the command, and lets the others step back', async () => {
    const page = await open(exampleResults());
    const slider = page.getByLabel('At most: Latency');
    await slider.focus();
    await page.keyboard.press('End');
    expect(await page.locator('.first .pt.misfit').count()).toBeGreaterThan(0);
    const command = await page.locator('#picked-command').textContent();
    expect(command).toMatch(/^convbench pick results\.jsonl --max-latency-ms [\d.]+$/);
    const [said, url] = [await page.locator('#picked').textContent(), page.url()];
    expect(url).toContain('max-latency-ms=');
    await page.goto('about:blank');
    await page.goto(url);
    expect(await page.locator('#picked').textContent()).toBe(said);
    expect(await page.locator('#picked-command').textContent()).toBe(command);
    await page.locator('#slice-1').evaluate((radio: HTMLInputElement) => radio.click());
    expect(await page.locator('#picked-command').textContent()).toContain(' --batch 32 ');
    await page.evaluate(() => (location.hash = '#?max-latency-ms=no&min-top1=1e9'));
    await page.waitForTimeout(50);
    expect(await page.locator('#picked-command').textContent()).toBe(
      'convbench pick results.jsonl',
    );
    await page.close();
  });

  it('takes names for text', async () => {
    const page = await open(hostileResults());
    await everySetting(page);
    expect(await page.locator('#pick img, #pick b:not(.net b)').count()).toBe(0);
    await page.close();
  });
});
