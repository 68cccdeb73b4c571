import { beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.js';
import { createFile, getListedDocuments, useDeskPage, waitForDocuments, waitUntil } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

const PDF = Buffer.from('%PDF-1.7');

describeInBrowser('the list of uploads', () => {
  const test = useDeskPage();
  let docx: Buffer;
  beforeAll(async () => {
    docx = await makeDocx();
  });

  const choose = (...files: [name: string, content: Buffer][]) =>
    test.page.setInputFiles(
      '#files',
      files.map(([name, content]) => createFile(name, content)),
    );
  const press = (name: string) => test.page.getByRole('button', { name, exact: true }).click();
  const row = (name: string) => test.page.locator('#uploads li').filter({ hasText: name });
  const countRows = () => test.page.locator('#uploads li').count();

  it('keeps a line with the reason and the remedy for each of three rejected files of five, until it is dismissed', async () => {
    await choose(
      ['A.docx', docx],
      ['Notes.txt', docx],
      ['Empty.docx', Buffer.alloc(0)],
      ['Fake.docx', PDF],
      ['B.docx', docx],
    );
    await waitForDocuments(test.page, 'A.docx', 'B.docx');
    await waitUntil(async () => (await countRows()) === 3, 'three rejected files');
    expect(await row('Notes.txt').textContent()).toMatch(/not uploaded.*not a Word document.*end in \.docx/s);
    expect(await row('Empty.docx').textContent()).toMatch(/not uploaded.*is empty.*another file/s);
    expect(await row('Fake.docx').textContent()).toMatch(/not uploaded.*despite its name.*Only \.docx files/s);
    await press('Dismiss Empty.docx');
    expect(await countRows()).toBe(2);
    expect(await test.page.evaluate('document.activeElement.textContent')).toBe('Dismiss');
    await choose(['C.docx', docx]);
    await waitForDocuments(test.page, 'A.docx', 'B.docx', 'C.docx');
    expect(await countRows()).toBe(2);
    await press('Dismiss Notes.txt');
    await press('Dismiss Fake.docx');
    expect(await countRows()).toBe(0);
    expect(await test.page.evaluate('document.activeElement.id')).toBe('files');
    expect(await test.page.locator('#announcement').textContent()).toContain('Fake.docx was not uploaded');
    expect(test.watched.complaints.filter((text) => !text.includes('415'))).toEqual([]);
  }, 60_000);

  it('cancels an upload that is sent and one that waits, and sends them again on request', async () => {
    test.desk.sandbox.faults.apiLatencyMs = 60_000;
    await choose(['A.docx', docx], ['B.docx', docx]);
    await row('A.docx').getByText('Storing…').waitFor();
    await row('B.docx').getByText('Waiting').waitFor();
    await press('Cancel upload of B.docx');
    await press('Cancel upload of A.docx');
    await row('A.docx').getByText('canceled').waitFor();
    await row('B.docx').getByText('canceled').waitFor();
    expect(await getListedDocuments(test.page)).toEqual([]);
    test.desk.sandbox.faults.apiLatencyMs = 0;
    await press('Send A.docx again');
    await waitForDocuments(test.page, 'A.docx');
    await row('B.docx').waitFor();
    await press('Send B.docx again');
    await waitForDocuments(test.page, 'A.docx', 'B.docx');
    expect(await countRows()).toBe(0);
  }, 60_000);

  it('keeps a file that could not be stored, and sends it again when the service is back', async () => {
    test.desk.sandbox.revokeAll();
    await press('Revoke all tokens');
    await test.page.getByRole('radio', { name: 'down' }).check();
    await test.page.locator('#log').getByText('The token endpoint is down').first().waitFor();
    await choose(['A.docx', docx]);
    await press('Send A.docx again'); // It fails once more.
    await row('A.docx').getByText('not uploaded').waitFor();
    await test.page.getByRole('radio', { name: 'up' }).check();
    await waitUntil(async () => (await test.desk.fetch('/documents')).ok, 'the pause of the package to end');
    await press('Send A.docx again');
    await waitForDocuments(test.page, 'A.docx');
    expect(await countRows()).toBe(0);
  }, 60_000);

  it('keeps the notice of a failed download while other actions succeed', async () => {
    await choose(['A.docx', docx], ['B.docx', docx]);
    await waitForDocuments(test.page, 'A.docx', 'B.docx');
    const missing = { message: 'There is no document "A.docx".', hint: 'GET /documents lists all documents.' };
    await test.page.route('**/documents/A.docx', (route) => route.fulfill({ status: 404, json: missing }));
    await press('Download A.docx');
    const notice = test.page.locator('#notice').getByText('A.docx cannot be downloaded.');
    await notice.waitFor();
    const download = test.page.waitForEvent('download');
    await press('Download B.docx');
    await download;
    await choose(['C.docx', docx]);
    await waitForDocuments(test.page, 'A.docx', 'B.docx', 'C.docx');
    expect(await notice.count()).toBe(1);
    expect(await test.page.locator('#notice').textContent()).not.toMatch(/GET|\/documents/);
    await press('Dismiss');
    expect(await test.page.locator('#notice').textContent()).toBe('');
  }, 60_000);
});
