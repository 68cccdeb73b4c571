import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage, hasChromium, openBrowser, watchedPage } from '../support/browser.js';
import { chosen, type DeskWithPage, startDeskWithPage, untilListed } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

/** Where pictures of the page go; `SCREENSHOTS=sample-app/screenshots` renews those of the README. */
const PICTURES = process.env.SCREENSHOTS ?? 'reports/desk';

const DESKTOP = { viewport: { width: 1200, height: 860 } };
const PHONE = { viewport: { width: 360, height: 740 } };
const LOOKS: [string, BrowserContextOptions][] = [
  ['light', DESKTOP],
  ['dark', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone', PHONE],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
];

/** What axe finds wrong, in a line each. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

(hasChromium ? describe : describe.skip)('the look of the desk’s page', () => {
  let folder: string;
  let browser: Browser;
  let desk: DeskWithPage;
  beforeAll(async () => {
    folder = buildPage();
    mkdirSync(PICTURES, { recursive: true });
    browser = await openBrowser();
    desk = await startDeskWithPage(folder);
    const { page } = await watchedPage(browser);
    await page.goto(desk.url);
    await page.getByRole('button', { name: 'Add two examples' }).click();
    await untilListed(page, 'Offer Müller.docx', 'Terms.docx');
    // Something to see: short lives, a renewal in the background, a revocation, all under calls.
    await page.getByRole('radio', { name: '10 seconds' }).check();
    await page.getByRole('button', { name: '1,000 calls in 30 s' }).click();
    await page.locator('#log').getByText('in the background').first().waitFor();
    await page.getByRole('button', { name: 'Revoke all tokens' }).click();
    await page.locator('#log').getByText('met a refused token').first().waitFor();
    await page.waitForTimeout(1_500);
    await page.context().close();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  async function opened(options: BrowserContextOptions) {
    // For axe alone: its own script is no file of the page.
    const watched = await watchedPage(browser, { bypassCSP: true, ...options });
    watched.page.setDefaultTimeout(15_000);
    await watched.page.goto(desk.url);
    await watched.page.getByText('Live', { exact: true }).waitFor();
    await watched.page.getByText('Terms.docx', { exact: true }).first().waitFor();
    return watched.page;
  }

  it.each(LOOKS)('is pictured, %s', async (name, options) => {
    const page = await opened(options);
    if (options.viewport === PHONE.viewport) await page.evaluate(`document.querySelector('#token').scrollIntoView()`);
    const path = join(PICTURES, `${name}.png`);
    await page.screenshot({ path });
    expect(statSync(path).size).toBeGreaterThan(10_000);
    expect(statSync(path).size).toBeLessThan(200_000);
    await page.context().close();
  });

  it.each(LOOKS)('is accessible and fits, %s', async (_name, options) => {
    const page = await opened(options);
    const isPhone = options.viewport === PHONE.viewport;
    expect(await findings(page)).toEqual([]);
    const { width } = options.viewport ?? { width: 0 };
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    for (const opener of isPhone ? [] : ['Preview Terms.docx', 'Append to Terms.docx', 'Delete Terms.docx']) {
      await page.getByRole('button', { name: opener }).click();
      await page.getByRole('dialog').waitFor();
      expect(await findings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
    }
    await page.setInputFiles('#files', chosen('Notes.txt', Buffer.from('x')));
    await page.locator('#notice').getByText('Notes.txt').waitFor();
    expect(await findings(page)).toEqual([]);
    await page.context().close();
  });

  it('is worked by the keyboard alone', async () => {
    const page = await opened(DESKTOP);
    const focused = () =>
      page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the documents');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('files');
    const order: unknown[] = [];
    for (let step = 0; step < 5; step += 1) {
      await page.keyboard.press('Tab');
      order.push(await focused());
    }
    const name = /^Preview (.*)$/.exec(String(order[0]))?.[1];
    expect(order).toEqual(['Preview', 'Append to', 'Format of', 'Download', 'Delete'].map((verb) => `${verb} ${name}`));
    await page.keyboard.press('Enter');
    expect(await focused()).toBe('Keep it'); // the harmless answer is the one at hand
    await page.keyboard.press('Escape');
    expect(await focused()).toBe(`Delete ${name}`);
    await page.context().close();
  });

  it('keeps the focus near what was deleted', async () => {
    await desk.upload('Gone.docx', await makeDocx());
    const page = await opened(DESKTOP);
    await page.getByRole('button', { name: 'Delete Gone.docx' }).click();
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await untilListed(page, 'Offer Müller.docx', 'Terms.docx');
    expect(await page.evaluate('document.activeElement.id')).toBe('documents');
    await page.context().close();
  });

  it('holds still for those who ask for it', async () => {
    const page = await opened({ ...DESKTOP, reducedMotion: 'reduce' });
    const place = () => page.evaluate(`document.querySelector('#timeline g').getAttribute('transform')`);
    const places = new Set<unknown>();
    for (let look = 0; look < 10; look += 1) {
      places.add(await place());
      await page.waitForTimeout(50);
    }
    expect(places.size).toBeLessThanOrEqual(3); // once a second, where it else moves 25 times
    await page.context().close();
  });

  it('is small, and soon there', async () => {
    const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
    const size = scripts.reduce((sum, name) => sum + statSync(join(folder, 'assets', name)).size, 0);
    expect(size).toBeGreaterThan(1_000);
    expect(size).toBeLessThan(60_000); // 200 kB is what is promised

    const { page, complaints } = await watchedPage(browser);
    await page.goto(desk.url);
    await page.getByText('Terms.docx', { exact: true }).first().waitFor();
    const [navigation] = await page.evaluate<number[]>(
      `performance.getEntriesByType('navigation').map(({ domContentLoadedEventEnd }) => domContentLoadedEventEnd)`,
    );
    process.stdout.write(`desk page: ${size} bytes of script, interactive after ${Math.round(navigation ?? 0)} ms\n`);
    expect(navigation).toBeLessThan(2_000); // a second is what is promised, on a machine that does nothing else
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
