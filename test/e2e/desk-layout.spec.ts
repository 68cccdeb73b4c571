import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser.js';
import { useDeskPage } from '../support/desk-page.js';

const NAMES = Array.from({ length: 200 }, (_, index) => `Report ${String(index + 1).padStart(3, '0')}.docx`);

/** Serves a list of 200 documents instead of uploading them. */
async function show200Documents(page: Page): Promise<void> {
  const documents = NAMES.map((name, index) => ({
    name,
    size: 1_000 + ((index * 37) % 200) * 1_000,
    modifiedAt: new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString(),
  }));
  await page.route('**/documents', (route) => route.fulfill({ json: documents }));
  await page.reload();
  await page.locator('.document').nth(199).waitFor();
}

async function isInSight(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).boundingBox();
  return box !== null && box.height > 0 && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0);
}
const getNames = (page: Page) => page.locator('.document:visible strong').allTextContents();
const scrollTo = (page: Page, y: number) => page.mouse.wheel(0, y).then(() => page.waitForTimeout(300));

describeInBrowser('the page with 200 documents', () => {
  describe.each([
    ['1280 px', { width: 1280, height: 800 }],
    ['1280 px, low', { width: 1280, height: 640 }],
  ])('on a wide screen, %s', (_name, viewport) => {
    const test = useDeskPage({ viewport });
    beforeEach(() => show200Documents(test.page));

    it('keeps the token and its controls in sight while the documents scroll', async () => {
      await test.page.mouse.move(200, 400);
      for (const y of [0, 3_000, 100_000]) {
        await scrollTo(test.page, y);
        expect(await isInSight(test.page, '#bar')).toBe(true);
      }
      await test.page.getByRole('button', { name: 'Revoke all tokens' }).hover({ timeout: 2_000 });
      expect(await isInSight(test.page, '#sandbox .control-row')).toBe(true);
      expect(await test.page.evaluate('scrollY')).toBeGreaterThan(3_000);
    });
  });

  describe.each([
    ['390 px', { width: 390, height: 844 }],
    ['768 px', { width: 768, height: 1024 }],
  ])('on a narrow screen, %s', (_name, viewport) => {
    const test = useDeskPage({ viewport });
    beforeEach(() => show200Documents(test.page));

    it('keeps a token bar at the top, which opens the controls', async () => {
      const { page } = test;
      await page.mouse.move(200, 600);
      await scrollTo(page, 5_000);
      expect(await isInSight(page, '#bar')).toBe(true);
      const height = (await page.locator('#side').boundingBox())?.height;
      expect(height).toBeLessThan(140);
      const toggle = page.locator('#side-toggle');
      expect(await toggle.textContent()).toBe('Token and controls');
      expect(await toggle.getAttribute('aria-expanded')).toBe('false');
      expect(await page.getByRole('button', { name: 'Revoke all tokens' }).isVisible()).toBe(false);
      await toggle.click();
      await page.getByRole('button', { name: 'Revoke all tokens' }).click();
      await page.locator('#log').getByText('All tokens were revoked').first().waitFor();
      await page.keyboard.press('Escape');
      expect(await toggle.getAttribute('aria-expanded')).toBe('false');
      expect(await page.evaluate('document.activeElement.id')).toBe('side-toggle');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(viewport.width);
    });
  });

  describe('the table', () => {
    const test = useDeskPage({ viewport: { width: 1280, height: 800 } });
    beforeEach(() => show200Documents(test.page));

    it('finds documents by a part of their name', async () => {
      const search = test.page.getByRole('searchbox', { name: 'Find a document' });
      await search.fill('PORT 01');
      expect(await getNames(test.page)).toHaveLength(10);
      await test.page.getByText('10 of 200 documents').waitFor();
      await search.fill('none');
      expect(await getNames(test.page)).toEqual([]);
      await test.page.getByText('No document has “none” in its name.').waitFor();
      await search.fill('');
      expect(await getNames(test.page)).toHaveLength(200);
    });

    it('sorts by each column, newest first by default', async () => {
      const { page } = test;
      const column = (name: string) => page.getByRole('columnheader', { name });
      expect((await getNames(page))[0]).toBe('Report 200.docx');
      expect(await column('Changed').getAttribute('aria-sort')).toBe('descending');
      await page.getByRole('button', { name: 'Name', exact: true }).click();
      expect((await getNames(page)).slice(0, 2)).toEqual(['Report 001.docx', 'Report 002.docx']);
      expect(await column('Name').getAttribute('aria-sort')).toBe('ascending');
      expect(await column('Changed').getAttribute('aria-sort')).toBeNull();
      await page.getByRole('button', { name: 'Name', exact: true }).click();
      expect((await getNames(page))[0]).toBe('Report 200.docx');
      await page.getByRole('button', { name: 'Size', exact: true }).click();
      expect((await getNames(page))[0]).toBe('Report 028.docx'); // 37 · 27 = 199 (mod 200)
    });
  });
});
