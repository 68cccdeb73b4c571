import { beforeAll, expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.js';
import { getListedDocuments, useDeskPage, waitForDocuments, waitUntil } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

describeInBrowser('actions on many documents', () => {
  const test = useDeskPage({ viewport: { width: 1280, height: 800 } });
  let docx: Buffer;
  beforeAll(async () => {
    docx = await makeDocx();
  });

  /** Uploads `A 001.docx` and so on, and waits until the page lists them in this order. */
  const uploadDocuments = async (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `A ${String(index + 1).padStart(3, '0')}.docx`);
    await Promise.all(names.map((name) => test.desk.upload(name, docx)));
    await waitForDocuments(test.page, ...names);
    await test.page.getByRole('button', { name: 'Name', exact: true }).click();
    return names;
  };
  const press = (name: string) => test.page.getByRole('button', { name, exact: true }).click();
  const checkbox = (name: string) => test.page.getByRole('checkbox', { name: `Select ${name}` });
  const selectAll = () => test.page.getByRole('checkbox', { name: 'Select all documents that are shown' });
  const bulkText = () => test.page.locator('#bulk-text');
  const confirm = () => test.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();

  it('deletes what a range selects, and keeps what could not be deleted selected, with the reason', async () => {
    const names = await uploadDocuments(12);
    expect(await test.page.locator('#bulk').isVisible()).toBe(false);
    await checkbox('A 003.docx').check();
    await checkbox('A 006.docx').click({ modifiers: ['Shift'] });
    expect(await bulkText().textContent()).toBe('4 selected');
    await test.page.route('**/documents/A%20005.docx', (route) => route.abort());
    await press('Delete the selected documents');
    const dialog = test.page.getByRole('dialog');
    expect(await dialog.textContent()).toMatch(/Delete 4 documents\?.*“A 003\.docx”.*“A 006\.docx”/s);
    await press('Keep it');
    expect(await getListedDocuments(test.page)).toHaveLength(12);
    await press('Delete the selected documents');
    await confirm();
    await waitForDocuments(test.page, ...names.filter((name) => !/00[346]/.test(name)));
    await bulkText().getByText('1 selected', { exact: true }).waitFor();
    const notice = await test.page.locator('#notice').textContent();
    expect(notice).toMatch(/1 document was not deleted\..*A 005\.docx: The server does not respond.*still selected/s);
    expect(await checkbox('A 005.docx').isChecked()).toBe(true);
    await waitUntil(
      async () => (await test.page.locator('#announcement').textContent())!.includes('3 of 4 documents were deleted.'),
      'the announcement',
    );
  }, 60_000);

  it('downloads the selected documents in a format', async () => {
    await uploadDocuments(2);
    await selectAll().check();
    await test.page.getByLabel('Format of the selected documents').selectOption('txt');
    const files: string[] = [];
    test.page.on('download', (download) => files.push(download.suggestedFilename()));
    await press('Download the selected documents');
    await waitUntil(() => files.length === 2, 'two downloads');
    expect(files).toEqual(['A 001.txt', 'A 002.txt']);
    await test.page.locator('#bulk').waitFor({ state: 'hidden' });
  }, 60_000);

  it('deletes 200 documents, all or what a search finds, and can be stopped', async () => {
    await uploadDocuments(200);
    const search = test.page.getByRole('searchbox', { name: 'Find a document' });
    await search.fill('A 01');
    await selectAll().check();
    expect(await bulkText().textContent()).toBe('10 selected');
    await search.fill('A 02');
    expect(await bulkText().textContent()).toBe('10 selected, 10 of them not found by the search');
    await press('Clear the selection');
    await search.fill('');
    await checkbox('A 001.docx').check();
    expect(await selectAll().evaluate((box) => (box as unknown as { indeterminate: boolean }).indeterminate)).toBe(
      true,
    );
    await selectAll().check();
    expect(await bulkText().textContent()).toBe('200 selected');

    test.desk.sandbox.faults.apiLatencyMs = 100;
    await press('Delete the selected documents');
    expect(await test.page.getByRole('dialog').textContent()).toContain('and 192 more will be deleted');
    await confirm();
    await bulkText().getByText('documents deleted…').waitFor();
    await press('Stop');
    await bulkText()
      .getByText(/^1\d\d selected$/)
      .waitFor();
    test.desk.sandbox.faults.apiLatencyMs = 0;
    await press('Delete the selected documents');
    await confirm();
    await waitForDocuments(test.page);
    await waitUntil(async () => (await test.page.evaluate('document.activeElement.id')) === 'documents', 'the focus');
    expect(await test.page.locator('#empty').isVisible()).toBe(true);
    expect(test.watched.complaints).toEqual([]);
  }, 60_000);
});
