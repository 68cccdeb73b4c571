import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser.js';
import { useDeskPage, waitUntil } from '../support/desk-page.js';

/** Serves a list of documents instead of uploading them. */
async function showDocuments(page: Page, count: number): Promise<void> {
  const documents = Array.from({ length: count }, (_, index) => ({
    name: `Report ${String(index + 1).padStart(3, '0')}.docx`,
    size: 1_000 + ((index * 37) % 200) * 1_000,
    modifiedAt: new Date(Date.UTC(2026, 0, 1) + index * 86_400_000).toISOString(),
  }));
  await page.unroute('**/documents');
  await page.route('**/documents', (route) => route.fulfill({ json: documents }));
  await page.reload();
  await waitUntil(async () => (await page.locator('.document').count()) === count, `${count} documents`);
}

async function isInSight(page: Page, selector: string): Promise<boolean> {
  const box = await page.locator(selector).boundingBox();
  return box !== null && box.height > 0 && box.y >= 0 && box.y + box.height <= (page.viewportSize()?.height ?? 0);
}
const getNames = (page: Page) => page.locator('.document:visible strong').allTextContents();
/** Scrolls with the wheel, and waits until the page has got there. */
async function scrollTo(page: Page, y: number): Promise<void> {
  const getPosition = () => page.evaluate<number>('Math.round(scrollY)');
  const maximum = await page.evaluate<number>('document.documentElement.scrollHeight - innerHeight');
  const target = Math.min(maximum, (await getPosition()) + y);
  await page.mouse.wheel(0, y);
  await waitUntil(async () => Math.abs((await getPosition()) - target) <= 2, `position ${target}`);
}

describeInBrowser('the page with 12 and with 200 documents', () => {
  describe.each([
    ['1280 px', { width: 1280, height: 800 }],
    ['1280 px, low', { width: 1280, height: 640 }],
  ])('on a wide screen, %s', (_name, viewport) => {
    const test = useDeskPage({ viewport });

    it('keeps the token and its controls in sight while the documents scroll', async () => {
      await test.page.mouse.move(200, 400);
      for (const count of [12, 200]) {
        await showDocuments(test.page, count);
        for (const y of [0, 300, 3_000, 100_000]) {
          await scrollTo(test.page, y);
          expect(await isInSight(test.page, '#bar')).toBe(true);
        }
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

    it('keeps a token bar at the top, which opens the controls', async () => {
      const { page } = test;
      await page.mouse.move(200, 600);
      for (const count of [12, 200]) {
        await showDocuments(page, count);
        await scrollTo(page, 5_000);
        expect(await isInSight(page, '#bar')).toBe(true);
        const height = (await page.locator('#side').boundingBox())?.height;
        expect(height).toBeLessThan(140);
      }
      // What acts on many documents is in sight, too, below the token bar.
      await page.locator('.document input').first().check();
      await scrollTo(page, 5_000);
      expect(await isInSight(page, '#bulk')).toBe(true);
      await page.getByRole('button', { name: 'Clear the selection' }).click();
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
    beforeEach(() => showDocuments(test.page, 200));

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
