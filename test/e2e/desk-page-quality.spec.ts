import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { buildPage, describeInBrowser, findViolations, openBrowser, watchedPage } from '../support/browser.js';
import { createFile, type DeskWithPage, startDeskWithPage, waitForDocuments } from '../support/desk-page.js';

/** Folder of the screenshots. `SCREENSHOTS=sample-app/screenshots` updates those of the README. */
const SCREENSHOTS = process.env.SCREENSHOTS ?? 'reports/desk';

const DESKTOP = { viewport: { width: 1280, height: 860 } };
const PHONE = { viewport: { width: 390, height: 844 } };
const VARIANTS: [string, BrowserContextOptions][] = [
  ['light', DESKTOP],
  ['dark', { ...DESKTOP, colorScheme: 'dark' }],
  ['phone', PHONE],
  ['phone-dark', { ...PHONE, colorScheme: 'dark' }],
];

describeInBrowser('quality of the page', () => {
  let folder: string;
  let browser: Browser;
  let desk: DeskWithPage;
  beforeAll(async () => {
    folder = buildPage();
    mkdirSync(SCREENSHOTS, { recursive: true });
    browser = await openBrowser();
    desk = await startDeskWithPage(folder);
    const { page } = await watchedPage(browser);
    await page.goto(desk.url);
    await page.getByRole('button', { name: 'Add two examples' }).click();
    await waitForDocuments(page, 'Offer Müller.docx', 'Terms.docx');
    // Content for the screenshots: short lifetimes, a refresh in the background and a revocation, during calls.
    await page.getByRole('radio', { name: '5 seconds' }).check();
    await page.getByRole('button', { name: '1,000 calls in 5 s' }).click();
    await page.locator('#log').getByText('in the background').first().waitFor();
    await page.getByRole('button', { name: 'Revoke all tokens' }).click();
    await page.locator('#log').getByText('rejected with 401').first().waitFor();
    await page.getByText(/^1,000 of 1,000 calls succeeded/).waitFor({ timeout: 60_000 });
    await page.context().close();
  }, 90_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  async function openPage(options: BrowserContextOptions) {
    // bypassCSP is for axe, whose script does not come from the server.
    const watched = await watchedPage(browser, { bypassCSP: true, ...options });
    watched.page.setDefaultTimeout(15_000);
    await watched.page.goto(desk.url);
    await watched.page.getByText('Live', { exact: true }).waitFor();
    await watched.page.getByText('Terms.docx', { exact: true }).first().waitFor();
    return watched.page;
  }

  it.each(VARIANTS)('has a screenshot, %s', async (name, options) => {
    const page = await openPage(options);
    if (options.viewport === PHONE.viewport) await page.getByRole('button', { name: 'Token and controls' }).click();
    const path = join(SCREENSHOTS, `${name}.png`);
    await page.screenshot({ path });
    expect(statSync(path).size).toBeGreaterThan(10_000);
    expect(statSync(path).size).toBeLessThan(200_000);
    await page.context().close();
  });

  const createVariant = (width: number, options: BrowserContextOptions) => ({
    viewport: { width, height: 860 },
    ...options,
  });
  it.each<[string, BrowserContextOptions]>([
    // Colors do not depend on the width, so each width and each palette is here, but not every pair of them.
    ['390 px, dark', createVariant(390, { colorScheme: 'dark' })],
    ['768 px, light', createVariant(768, {})],
    ['1280 px, dark', createVariant(1280, { colorScheme: 'dark' })],
    ['forced colors', createVariant(1280, { forcedColors: 'active' })],
    // A zoom of 200 % halves the size of the window in CSS pixels.
    ['1280 × 860 px at 200 %', { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2 }],
  ])(
    'is accessible and fits the viewport in every state, %s',
    async (_name, options) => {
      const page = await openPage(options);
      const { width } = options.viewport!;
      const expectAccessible = async () => {
        expect(await findViolations(page)).toEqual([]);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      };
      await page.getByRole('checkbox', { name: 'Select Terms.docx' }).check();
      await expectAccessible();
      await page.route('**/desk/controls/**', () => undefined); // Never responds, so that the tour stays where it is.
      await page.getByRole('button', { name: 'Take the tour' }).click();
      await page.getByText('Step 1 of 6').waitFor();
      await expectAccessible();
      await page.getByRole('button', { name: 'Stop the tour' }).click();
      if (width < 960) await page.locator('#side-toggle').click();
      for (const opener of ['Preview Terms.docx', 'Append to Terms.docx', 'Delete the selected documents']) {
        await page.getByRole('button', { name: opener }).click();
        await page.getByRole('dialog').waitFor();
        if (opener.startsWith('Append')) {
          await page.getByLabel('Name of the result').fill('Offer Müller.docx');
          await page.keyboard.press('Enter');
          await page.locator('#append-problem p').waitFor();
        }
        await expectAccessible();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'hidden' });
      }
      await page.setInputFiles('#files', createFile('Notes.txt', Buffer.from('x')));
      await page.locator('#uploads').getByText('Notes.txt').waitFor();
      await page.route('**/documents/Terms.docx', (route) => route.abort());
      await page.getByRole('button', { name: 'Download Terms.docx' }).click();
      await page.locator('#notice').getByText('Terms.docx').waitFor();
      await page.getByRole('searchbox').fill('offer');
      await expectAccessible();
      await page.context().close();
    },
    60_000,
  );

  it.each(['light', 'dark'] as const)(
    'is accessible without documents, without a token, and while the server is away, %s',
    async (colorScheme) => {
      const page = await openPage({ ...DESKTOP, colorScheme });
      await page.route('**/documents', (route) => route.fulfill({ json: [] }));
      await page.route('**/desk/events', (route) => route.abort());
      await page.reload();
      await page.locator('#empty').waitFor();
      await page.getByText('Reconnecting…').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.unroute('**/documents');
      await page.route('**/documents', (route) => route.abort());
      await page.reload();
      await page.locator('#notice').getByText('The documents cannot be listed.').waitFor();
      expect(await findViolations(page)).toEqual([]);
      await page.context().close();
    },
  );

  it('works with the keyboard alone', async () => {
    const page = await openPage(DESKTOP);
    const getFocused = () =>
      page.evaluate('document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent.trim()');
    await page.keyboard.press('Tab');
    expect(await getFocused()).toBe('Skip to the documents');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.id')).toBe('files');
    for (const label of ['Find a document', 'Select all documents that are shown']) {
      await page.keyboard.press('Tab');
      expect(await getFocused()).toBe(label);
    }
    await page.keyboard.press('Space');
    const bulk: unknown[] = [];
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('Shift+Tab');
      bulk.push(await getFocused());
    }
    const verbs = ['Clear the selection', 'Delete the selected documents', 'Download the selected documents'];
    expect(bulk).toEqual([...verbs, 'Format of the selected documents']);
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await getFocused()).toBe('Find a document');
    await page.keyboard.press('Tab');
    for (const column of ['Name', 'Size', 'Changed']) {
      await page.keyboard.press('Tab');
      expect(await getFocused()).toBe(column);
    }
    const order: unknown[] = [];
    for (let step = 0; step < 6; step += 1) {
      await page.keyboard.press('Tab');
      order.push(await getFocused());
    }
    const name = /^Select (.*)$/.exec(String(order[0]))?.[1];
    expect(order).toEqual(
      ['Select', 'Preview', 'Append to', 'Format of', 'Download', 'Delete'].map((verb) => `${verb} ${name}`),
    );
    await page.keyboard.press('Enter');
    expect(await getFocused()).toBe('Keep it'); // The safe button has the focus.
    await page.keyboard.press('Escape');
    expect(await getFocused()).toBe(`Delete ${name}`);
    await page.context().close();
  });

  it('keeps the patterns of the token bar and its legend apart if colors are forced', async () => {
    const page = await openPage({ ...DESKTOP, forcedColors: 'active' });
    const kinds = ['used', 'background', 'waiting'];
    const pictures = await Promise.all(kinds.map((kind) => page.locator(`.swatch.${kind}`).screenshot()));
    expect(new Set(pictures.map((picture) => picture.toString('base64'))).size).toBe(3);
    for (const kind of kinds) {
      const patterns = await page.evaluate<string[]>(
        `['.swatch', '.bar .part'].map((part) => getComputedStyle(document.querySelector(part + '.${kind}')).backgroundImage)`,
      );
      expect(patterns[0]).toContain('repeating-linear-gradient');
      expect(patterns[1]).toBe(patterns[0]);
    }
    await page.context().close();
  });

  it('moves less if the visitor prefers reduced motion', async () => {
    const page = await openPage({ ...DESKTOP, reducedMotion: 'reduce' });
    const getPosition = () => page.evaluate(`document.querySelector('#timeline g').getAttribute('transform')`);
    const positions = new Set<unknown>();
    for (let check = 0; check < 10; check += 1) {
      positions.add(await getPosition());
      await page.waitForTimeout(50);
    }
    expect(positions.size).toBeLessThanOrEqual(3); // Once a second instead of 25 times.
    await page.context().close();
  });

  it('is small and loads fast', async () => {
    const scripts = readdirSync(join(folder, 'assets')).filter((name) => name.endsWith('.js'));
    const size = scripts.reduce((sum, name) => sum + statSync(join(folder, 'assets', name)).size, 0);
    expect(size).toBeGreaterThan(1_000);
    expect(size).toBeLessThan(60_000); // The budget is 200 kB.

    const { page, complaints } = await watchedPage(browser);
    await page.goto(desk.url);
    await page.getByText('Terms.docx', { exact: true }).first().waitFor();
    const [navigation] = await page.evaluate<number[]>(
      `performance.getEntriesByType('navigation').map(({ domContentLoadedEventEnd }) => domContentLoadedEventEnd)`,
    );
    process.stdout.write(`page: ${size} bytes of scripts, interactive after ${Math.round(navigation ?? 0)} ms\n`);
    expect(navigation).toBeLessThan(2_000); // The budget is one second on an idle machine.
    expect(complaints).toEqual([]);
    await page.context().close();
  });
});
