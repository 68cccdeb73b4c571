import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import mammoth from 'mammoth';
import type { Browser, Page } from 'playwright-core';
import { SandboxControls } from '../../sample-app/src/desk/sandbox-controls/sandbox-controls.service.js';
import { buildPage, describeInBrowser, openBrowser, type WatchedPage, watchedPage } from '../support/browser.js';
import {
  createFile,
  type DeskWithPage,
  getListedDocuments,
  startDeskWithPage,
  waitForDocuments,
  waitUntil,
} from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

const readLines = async (buffer: Buffer) =>
  (await mammoth.extractRawText({ buffer })).value.split('\n').filter(Boolean);

describeInBrowser('the document desk in a browser', () => {
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
  const upload = (name: string, content: Buffer) => page.setInputFiles('#files', createFile(name, content));
  const log = (text: string | RegExp) => page.locator('#log').getByText(text).first();
  const countTokens = () => [...desk.secrets].filter((secret) => secret.startsWith('eyJ')).length;
  const getNotice = () => page.locator('#notice').textContent();

  it('uploads two documents, appends one to the other, previews, converts, downloads and deletes', async () => {
    await page.setInputFiles('#files', [
      createFile('Bericht Ümlaut.docx', report),
      createFile('Appendix.docx', appendix),
    ]);
    await waitForDocuments(page, 'Appendix.docx', 'Bericht Ümlaut.docx');

    await press('Append to Bericht Ümlaut.docx');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Document to append').selectOption('Appendix.docx');
    await dialog.getByLabel('Name of the result').fill('Merged.docx');
    await dialog.getByRole('button', { name: 'Append' }).click();
    await waitForDocuments(page, 'Appendix.docx', 'Bericht Ümlaut.docx', 'Merged.docx');

    const save = async () => {
      const download = page.waitForEvent('download');
      await press('Download Merged.docx');
      return download;
    };
    const merged = await save();
    expect(merged.suggestedFilename()).toBe('Merged.docx');
    const lines = await readLines(await readFile(await merged.path()));
    expect(lines).toEqual([...(await readLines(report)), ...(await readLines(appendix))]);

    await page.getByLabel('Format of Merged.docx').selectOption('txt');
    const text = await save();
    expect(text.suggestedFilename()).toBe('Merged.txt');
    expect(await readFile(await text.path(), 'utf8')).toContain('Größe und Maß.');

    await press('Preview Merged.docx');
    const frame = page.frameLocator('#preview-frame');
    await frame.getByText('Größe und Maß.').waitFor();
    // Images are embedded as data: URLs, which the policy of the preview allows.
    expect(
      await frame
        .locator('img')
        .first()
        .evaluate((img) => (img as unknown as { naturalWidth: number }).naturalWidth),
    ).toBe(8);
    await press('Close');

    await press('Delete Appendix.docx');
    await press('Keep it');
    expect(await getListedDocuments(page)).toContain('Appendix.docx');
    await press('Delete Appendix.docx');
    await press('Delete');
    await waitForDocuments(page, 'Bericht Ümlaut.docx', 'Merged.docx');
    expect(await page.locator('#count-tokens').textContent()).toBe('1');
    expect(watched.complaints).toEqual([]);
  }, 60_000);

  it('repeats an upload whose token was revoked meanwhile, if it is too large to be replayed', async () => {
    desk.sandbox.faults.apiLatencyMs = 1_000; // The sandbox checks the token after this time.
    await upload('Report.docx', Buffer.concat([report, Buffer.alloc(4 * 1024 * 1024)]));
    await page.getByText('Storing…').waitFor();
    await press('Revoke all tokens');
    await page.locator('#uploads').getByText('Sending again with a new token').waitFor();
    await waitForDocuments(page, 'Report.docx');
    await log('1 was not replayed').waitFor();
    expect(await getNotice()).toBe('');
    expect(await page.locator('#count-tokens').textContent()).toBe('2');
  }, 60_000);

  it('continues with the current token while the endpoint is down, and shows the problem when that token is revoked', async () => {
    await upload('Report.docx', report);
    await waitForDocuments(page, 'Report.docx');
    await page.getByRole('radio', { name: 'down' }).check();
    await log('The token endpoint is down').waitFor();
    await upload('Appendix.docx', appendix);
    await waitForDocuments(page, 'Appendix.docx', 'Report.docx');
    expect(await getNotice()).toBe('');

    await press('Revoke all tokens');
    await log('All tokens were revoked').waitFor();
    await press('Download Report.docx');
    await page.locator('#notice').getByText('Report.docx cannot be downloaded.').waitFor();
    expect(await getNotice()).toMatch(/No token from 127\.0\.0\.1:\d+: .*Nothing was changed\. Try again later\./s);
    await page.getByText(/^There is no token\. No token from/).waitFor();
    await press('Preview Report.docx');
    await page.frameLocator('#preview-frame').getByText('No preview available').waitFor();
    await press('Close');

    await page.getByRole('radio', { name: 'up' }).check();
    await log('The token endpoint is up').waitFor();
    await waitUntil(async () => (await desk.fetch('/documents')).ok, 'the pause of the package to end');
    const download = page.waitForEvent('download');
    await press('Download Report.docx');
    await download;
    // The page may have reloaded its list meanwhile; a notice of that is its own.
    expect(await getNotice()).not.toContain('cannot be downloaded');
  }, 60_000);

  it('continues after the secret is rotated, with a slow endpoint and short token lifetimes', async () => {
    await press('Rotate the secret');
    await log('The client secret was rotated').waitFor();
    await page.getByRole('radio', { name: 'slow' }).check();
    await page.getByRole('radio', { name: '5 seconds' }).check();
    await log('New tokens are valid for 5 seconds').waitFor();
    await press('1,000 calls in 5 s');
    await log(/A token was received after [1-9]/).waitFor();
    // Renewed in the background meanwhile: no call waits or fails.
    await log('in the background').waitFor();
    await waitUntil(() => countTokens() >= 3, 'a token renewed in the background');
    const isDone = () => watched.received.some((text) => text.includes('"ours":{"succeeded":1000,"failed":0,'));
    await waitUntil(isDone, 'a thousand calls without a failure');
    expect(await getNotice()).toBe('');
    expect(watched.complaints).toEqual([]);
  }, 60_000);

  it('completes a thousand calls with a revocation in the middle, with two token requests, and shows it', async () => {
    await page.locator('#empty').waitFor(); // The page has requested the list: one call, one token.
    await press('Send 1,000 calls');
    await waitUntil(() => desk.sandbox.apiRequests > 150, 'calls to be sent');
    await press('Revoke all tokens');
    const atRevocation = desk.sandbox.counters.apiRequests;
    await page.getByText('1,000 of 1,000 calls succeeded, with 1 token request. With the interceptor: ').waitFor();
    expect(atRevocation).toBeLessThan(950);
    expect(await page.locator('#count-calls').textContent()).toBe('1,001');
    expect(await page.locator('#count-tokens').textContent()).toBe('2');
    expect(await page.locator('#count-saved').textContent()).toBe('999');
    expect(desk.sandbox.tokenRequests).toBe(2);
    await log(/calls? (was|were) rejected with 401, .* replayed with a new token\./).waitFor();
    expect(await page.locator('#timeline .token-request.acquired').count()).toBe(2);
    expect(await page.locator('#timeline .replayed').count()).toBeGreaterThan(0);

    await page.waitForTimeout(300); // For bodies that are still being read.
    expect(desk.secrets.size).toBe(3);
    expect(watched.received.some((text) => text.includes('"tokenRequests":2'))).toBe(true);
    for (const secret of desk.secrets) expect(watched.received.filter((text) => text.includes(secret))).toEqual([]);
    expect(watched.received.filter((text) => /eyJ[\w-]{8}/.test(text))).toEqual([]);
    expect(watched.complaints).toEqual([]);
  }, 60_000);

  it('accepts a document that is dropped on it', async () => {
    const bytes = `Uint8Array.from(atob('${appendix.toString('base64')}'), (c) => c.charCodeAt(0))`;
    const dataTransfer = await page.evaluateHandle(
      `(() => { const d = new DataTransfer(); d.items.add(new File([${bytes}], 'Dropped.docx')); return d; })()`,
    );
    await page.dispatchEvent('#documents', 'dragover', { dataTransfer });
    expect(await page.locator('#drop.over').count()).toBe(1);
    await page.dispatchEvent('#documents', 'drop', { dataTransfer });
    await waitForDocuments(page, 'Dropped.docx');
    expect(await page.locator('#drop.over').count()).toBe(0);
  });

  it('rejects files that are not documents, with a hint', async () => {
    await upload('Notes.txt', Buffer.from('x'));
    await page.locator('#uploads').getByText('Choose files whose names end in .docx.').waitFor();
    await upload('Fake.docx', Buffer.from('%PDF-1.7'));
    await page.locator('#uploads').getByText('The file is not a .docx document, despite its name.').waitFor();
    expect(await getNotice()).toBe('');
  });

  it('shows what another window or client has changed', async () => {
    await desk.upload('Elsewhere.docx', appendix);
    await waitForDocuments(page, 'Elsewhere.docx');
    await desk.fetch('/documents/Elsewhere.docx', { method: 'DELETE' });
    await waitForDocuments(page);
  });

  it('shows the documents when the server is back, even if it was away when the page was opened', async () => {
    await desk.upload('A.docx', appendix);
    await page.route('**/desk/about', (route) => route.abort());
    await page.reload();
    await page.locator('#notice').getByText('The documents cannot be shown.').waitFor();
    await page.unroute('**/desk/about');
    desk.app.getHttpServer().closeAllConnections();
    await waitForDocuments(page, 'A.docx');
    expect(await getNotice()).toBe('');
  });

  it('shows the history after a reload, with the day of what is not from today', async () => {
    const yesterday = Date.now() - 86_400_000;
    const now = jest.spyOn(Date, 'now').mockReturnValue(yesterday);
    desk.app.get(SandboxControls).revokeAll();
    now.mockRestore();
    await press('Rotate the secret');
    await log('The client secret was rotated').waitFor();
    await page.reload();
    await log('The client secret was rotated').waitFor();
    const lines = await page.locator('#log li').allTextContents();
    const [old] = lines.filter((line) => line.endsWith('All tokens were revoked.'));
    expect(old).toMatch(/^\d\d? \w{3,4} \d{4}, \d\d:\d\d/);
    expect(lines.find((line) => line.includes('rotated'))).toMatch(/^\d\d:\d\d:\d\d/);
  });

  it('reconnects after the connection is lost', async () => {
    desk.app.getHttpServer().closeAllConnections();
    await page.getByText('The server does not respond. Reconnecting…').waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await press('Revoke all tokens');
    await log('All tokens were revoked').waitFor();
  });
});
