import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import type { Browser } from 'playwright-core';
import { createEnvironment, type RunningDesk, startDesk } from '../../sample-app/test/running-desk.js';
import { buildPage, describeInBrowser, openBrowser, watchedPage } from '../support/browser.js';

const WRONG = 'a-secret-that-is-wrong';

describeInBrowser('the page with a real service and wrong credentials', () => {
  let sandbox: AsposeSandbox;
  let desk: RunningDesk;
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = buildPage();
    sandbox = await AsposeSandbox.start();
    desk = await startDesk({ ...createEnvironment(sandbox), ASPOSE_CLIENT_SECRET: WRONG }, folder);
    browser = await openBrowser();
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await desk.close();
    await sandbox.stop();
  });

  it('reports that the credentials are rejected, later that they are locked out, and what to do', async () => {
    const { page } = await watchedPage(browser);
    await page.goto(desk.url);
    const notice = page.locator('#notice');
    await notice.getByText('The documents cannot be listed.').waitFor();
    expect(await notice.textContent()).toContain('rejected the credentials (invalid_client). Check the client id');

    // Another client sends the same wrong credentials until the service locks them.
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: sandbox.clientId,
      client_secret: WRONG,
    });
    for (let attempt = 0; attempt < 5; attempt += 1)
      await fetch(`${sandbox.url}/connect/token`, { method: 'POST', body });
    expect(sandbox.counters.tokensLimited).toBeGreaterThan(0);

    const other = await startDesk(
      {
        ...createEnvironment(sandbox),
        ASPOSE_CLIENT_SECRET: WRONG,
        ASPOSE_TOKEN_URL: `${sandbox.url}/v4.0/words/connect/token`,
      },
      folder,
    );
    await page.goto(other.url);
    await notice.getByText('locked out these credentials (429)').waitFor();
    expect(await notice.textContent()).toMatch(/Check the client id and secret, or wait\..*Try again later\./s);
    await page.getByText(/^There is no token\. .*locked out these credentials/).waitFor();
    await other.close();
  }, 60_000);

  it('has no sandbox controls, because there is no sandbox', async () => {
    const { page } = await watchedPage(browser);
    await page.goto(desk.url);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByText(/There is no token\./).waitFor();
    expect(await page.getByText(sandbox.url.replace('http://', ''), { exact: true }).isVisible()).toBe(true);
    expect(await page.getByText('Try to break it').isVisible()).toBe(false);
  });
});
