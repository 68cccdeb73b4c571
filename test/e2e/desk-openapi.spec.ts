import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeInBrowser, openBrowser, watchedPage } from '../support/browser.js';
import { type DeskWithPage, startDeskWithPage } from '../support/desk-page.js';

describeInBrowser('the OpenAPI page', () => {
  let browser: Browser;
  let desk: DeskWithPage;
  beforeAll(async () => {
    browser = await openBrowser();
    desk = await startDeskWithPage('test/no-page-needed');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  it('works with its security policy, and may change documents', async () => {
    const { page, complaints } = await watchedPage(browser);
    await page.goto(`${desk.url}/api`);
    const operation = page.locator('.opblock-delete');
    await operation.getByRole('button').first().click();
    await operation.getByRole('button', { name: 'Try it out' }).click();
    expect(complaints).toEqual([]);
    await operation.getByRole('button', { name: 'Execute' }).click();
    // Not 403: the request has the header of our own pages.
    await operation.locator('.live-responses-table').getByText('404').first().waitFor();
    await page.context().close();
  });
});
