import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import mammoth from 'mammoth';
import type { Browser, Page } from 'playwright-core';
import { buildPage, hasChromium, openBrowser, type WatchedPage, watchedPage } from '../support/browser.js';
import { chosen, type DeskWithPage, documentsOn, startDeskWithPage, until, untilListed } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

const linesOf = async (buffer: Buffer) => (await mammoth.extractRawText({ buffer })).value.split('\n').filter(Boolean);

(hasChromium ? describe : describe.skip)('the document desk in a browser', () => {
  let folder: string;
  let browser: Browser;
  let desk: DeskWithPage;
  let watched: WatchedPage;
  let page: Page;
  let report: Buffer;
  let appendix: Buffer;

  beforeAll(async () => {
    folder = buildPage();
    browser = await openBrowser();
    report = await makeDocx({ title: 'Yearly report', pages: 3, images: 2, paragraphs: ['Größe und Maß.'] });
    appendix = await makeDocx({ title: 'Appendix', pages: 2, images: 1 });
  }, 60_000);
  afterAll(() => browser.close());
  beforeEach(async () => {
    desk = await startDeskWithPage(folder);
    watched = await watchedPage(browser);
    page = watched.page;
    page.setDefaultTimeout(15_000);
    await page.goto(desk.url);
    await page.getByText('Live', { exact: true }).waitFor();
  });
  afterEach(async () => {
    await page.context().close();
    await desk.close();
  });

  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  const upload = (name: string, content: Buffer) => page.setInputFiles('#files', chosen(name, content));
  const log = (text: string | RegExp) => page.locator('#log').getByText(text).first();
  const lives = () => [...desk.secrets].filter((secret) => secret.startsWith('eyJ')).length;
  const notice = () => page.locator('#notice').textContent();

  it('uploads two documents, appends one to the other, shows, converts, downloads and deletes', async () => {
    await page.setInputFiles('#files', [chosen('Bericht Ümlaut.docx', report), chosen('Appendix.docx', appendix)]);
    await untilListed(page, 'Appendix.docx', 'Bericht Ümlaut.docx');

    await press('Append to Bericht Ümlaut.docx');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Document to append').selectOption('Appendix.docx');
    await dialog.getByLabel('Name of the result').fill('Merged.docx');
    await dialog.getByRole('button', { name: 'Append' }).click();
    await untilListed(page, 'Appendix.docx', 'Bericht Ümlaut.docx', 'Merged.docx');

    const saved = async () => {
      const download = page.waitForEvent('download');
      await press('Download Merged.docx');
      return download;
    };
    const merged = await saved();
    expect(merged.suggestedFilename()).toBe('Merged.docx');
    const lines = await linesOf(await readFile(await merged.path()));
    expect(lines).toEqual([...(await linesOf(report)), ...(await linesOf(appendix))]);

    await page.getByLabel('Format of Merged.docx').selectOption('txt');
    const text = await saved();
    expect(text.suggestedFilename()).toBe('Merged.txt');
    expect(await readFile(await text.path(), 'utf8')).toContain('Größe und Maß.');

    await press('Preview Merged.docx');
    const frame = page.frameLocator('#preview-frame');
    await frame.getByText('Größe und Maß.').waitFor();
    // Pictures come along as data: addresses, which the preview's policy lets through.
    expect(
      await frame
        .locator('img')
        .first()
        .evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(8);
    await press('Close');

    await press('Delete Appendix.docx');
    await press('Keep it');
    expect(await documentsOn(page)).toContain('Appendix.docx');
    await press('Delete Appendix.docx');
    await press('Delete');
    await untilListed(page, 'Bericht Ümlaut.docx', 'Merged.docx');
    expect(await page.locator('#count-tokens').textContent()).toBe('1');
    expect(watched.complaints).toEqual([]);
  }, 60_000);

  it('sends an upload again whose token was revoked on the way', async () => {
    desk.sandbox.faults.apiLatencyMs = 1_000; // the token is looked at after that
    await upload('Report.docx', report);
    await page.getByText('Being stored…').waitFor();
    await press('Revoke all tokens');
    await page.locator('#uploads').getByText('sent again with another').waitFor();
    await untilListed(page, 'Report.docx');
    await log('1 was handed back').waitFor();
    expect(await notice()).toBe('');
    expect(await page.locator('#count-tokens').textContent()).toBe('2');
  }, 60_000);

  it('works on with the old token while the endpoint is down, and says what is wrong when that is gone, too', async () => {
    await upload('Report.docx', report);
    await untilListed(page, 'Report.docx');
    await page.getByRole('radio', { name: 'down' }).check();
    await log('The token endpoint is down').waitFor();
    await upload('Appendix.docx', appendix);
    await untilListed(page, 'Appendix.docx', 'Report.docx');
    expect(await notice()).toBe('');

    await press('Revoke all tokens');
    await log('Every token was revoked').waitFor();
    await press('Download Report.docx');
    await page.locator('#notice').getByText('Report.docx cannot be downloaded.').waitFor();
    expect(await notice()).toMatch(/No token from 127\.0\.0\.1:\d+: .*Nothing was done\. Try again later\./s);
    await page.getByText(/^No token is held\. No token from/).waitFor();
    await press('Preview Report.docx');
    await page.frameLocator('#preview-frame').getByText('There is no preview').waitFor();
    await press('Close');

    await page.getByRole('radio', { name: 'up' }).check();
    await log('The token endpoint is up').waitFor();
    await page.waitForTimeout(1_100); // until the package asks again
    const download = page.waitForEvent('download');
    await press('Download Report.docx');
    await download;
    expect(await notice()).toBe('');
  }, 60_000);

  it('goes on after the secret is rotated, and with a slow endpoint and short lives', async () => {
    await press('Rotate the secret');
    await log('The client secret was rotated').waitFor();
    await page.getByRole('radio', { name: 'slow' }).check();
    await page.getByRole('radio', { name: '10 seconds' }).check();
    await log('Tokens live 10 seconds').waitFor();
    await press('1,000 calls in 30 s');
    await log('A token arrived after 3').waitFor();
    // Renewed in the background while calls go on: nobody waits, nothing fails.
    await log('in the background').waitFor();
    await until(() => lives() >= 3, 'a token renewed in the background');
    expect(watched.received.at(-1)).toMatch(/"failed":0,"isRunning":true/);
    expect(await notice()).toBe('');
    expect(watched.complaints).toEqual([]);
  }, 60_000);

  it('answers a thousand calls with a revocation in the middle, with two token requests, and shows it', async () => {
    await page.locator('#empty').waitFor(); // the page has asked for the list: one call, one token
    await press('Send 1,000 calls');
    await until(() => desk.sandbox.apiRequests > 150, 'calls on their way');
    await press('Revoke all tokens');
    const atRevocation = desk.sandbox.counters.apiRequests;
    await page.getByText('1,000 of 1,000 calls succeeded, with 1 further token request.').waitFor();
    expect(atRevocation).toBeLessThan(950);
    expect(await page.locator('#count-calls').textContent()).toBe('1,001');
    expect(await page.locator('#count-tokens').textContent()).toBe('2');
    expect(await page.locator('#count-naive').textContent()).toBe('1,001');
    expect(desk.sandbox.tokenRequests).toBe(2);
    await log(/calls? met a refused token, .* sent again with another\./).waitFor();
    expect(await page.locator('#timeline .flight.acquired').count()).toBe(2);
    expect(await page.locator('#timeline .replayed').count()).toBeGreaterThan(0);

    await page.waitForTimeout(300); // for bodies that are still being read
    expect(desk.secrets.size).toBe(3);
    expect(watched.received.some((text) => text.includes('"tokenRequests":2'))).toBe(true);
    for (const secret of desk.secrets) expect(watched.received.filter((text) => text.includes(secret))).toEqual([]);
    expect(watched.received.filter((text) => /eyJ[\w-]{8}/.test(text))).toEqual([]);
    expect(watched.complaints).toEqual([]);
  }, 60_000);

  it('takes a document that is dropped on it', async () => {
    const bytes = `Uint8Array.from(atob('${appendix.toString('base64')}'), (c) => c.charCodeAt(0))`;
    const dropped = await page.evaluateHandle(
      `(() => { const d = new DataTransfer(); d.items.add(new File([${bytes}], 'Dropped.docx')); return d; })()`,
    );
    await page.dispatchEvent('#documents', 'dragover', { dataTransfer: dropped });
    expect(await page.locator('#drop.over').count()).toBe(1);
    await page.dispatchEvent('#documents', 'drop', { dataTransfer: dropped });
    await untilListed(page, 'Dropped.docx');
    expect(await page.locator('#drop.over').count()).toBe(0);
  });

  it('refuses what is no document before it is sent, in plain words', async () => {
    await upload('Notes.txt', Buffer.from('x'));
    await page.locator('#notice').getByText('Notes.txt was not uploaded.').waitFor();
    expect(await notice()).toContain('Choose files whose names end in .docx.');
    await upload('Fake.docx', Buffer.from('%PDF-1.7'));
    await page.locator('#notice').getByText('The file is no .docx document, whatever its name says.').waitFor();
    await press('Dismiss');
    expect(await notice()).toBe('');
  });

  it('comes back by itself after the connection is lost', async () => {
    desk.app.getHttpServer().closeAllConnections();
    await page.getByText('The desk does not answer; trying again…').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await press('Revoke all tokens');
    await log('Every token was revoked').waitFor();
  });
});
