import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.js';
import { getListedDocuments, useDeskPage, waitForDocuments, waitUntil } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';

describeInBrowser('dialogs of the document desk', () => {
  const test = useDeskPage();
  let docx: Buffer;
  beforeAll(async () => {
    docx = await makeDocx();
  });
  beforeEach(async () => {
    for (const name of ['A.docx', 'B.docx', 'C.docx']) await test.desk.upload(name, docx);
    await test.page.reload();
    await waitForDocuments(test.page, 'A.docx', 'B.docx', 'C.docx');
  });

  const dialog = () => test.page.getByRole('dialog');
  const press = (name: string) => test.page.getByRole('button', { name, exact: true }).click();
  const submit = () => dialog().locator('button[value="append"]').click();
  const getFocusedLabel = () => test.page.evaluate('document.activeElement.getAttribute("aria-label")');
  const readSize = async (name: string) =>
    ((await (await test.desk.fetch('/documents')).json()) as { name: string; size: number }[]).find(
      (document) => document.name === name,
    )?.size;
  const openAppend = async (name: string) => {
    await press(`Append to ${name}`);
    await dialog().waitFor();
    return dialog().getByLabel('Name of the result');
  };

  it('checks the name of the result while it is typed', async () => {
    const target = await openAppend('A.docx');
    const help = dialog().locator('#append-help');
    expect(await help.textContent()).toContain('A.docx itself is changed');
    for (const [name, message] of [
      ['Report', 'must end in .docx'],
      ['a/b.docx', 'must not contain / or \\'],
      [`${'ü'.repeat(130)}.docx`, 'too long'],
      ['', 'Enter a name'],
    ] as const) {
      await target.fill(name);
      expect(await help.textContent()).toContain(message);
      expect(await target.getAttribute('aria-invalid')).toBe('true');
    }
    await submit();
    expect(await dialog().isVisible()).toBe(true);
    await target.fill('New.docx');
    expect(await help.textContent()).toContain('A.docx is not changed');
    expect(await target.getAttribute('aria-invalid')).toBe('false');
    await target.fill('B.docx');
    expect(await help.textContent()).toContain('B.docx exists already');
  });

  it('asks before it overwrites a third document, even one that another window has stored meanwhile', async () => {
    const size = await readSize('B.docx');
    const target = await openAppend('A.docx');
    await dialog().getByLabel('Document to append').selectOption('C.docx');
    const overwrite = dialog().getByRole('checkbox');
    expect(await overwrite.isVisible()).toBe(false);
    await target.fill('B.docx');
    await submit();
    await dialog().getByRole('alert').getByText('B.docx exists already').waitFor();
    expect(await readSize('B.docx')).toBe(size);

    await test.desk.upload('D.docx', docx);
    const before = await readSize('D.docx');
    await target.fill('D.docx');
    expect(await overwrite.isVisible()).toBe(false);
    await submit();
    await dialog().getByRole('alert').getByText('D.docx exists already').waitFor();
    expect(await target.inputValue()).toBe('D.docx');
    await dialog().getByRole('checkbox', { name: 'Replace D.docx' }).check();
    await submit();
    await dialog().waitFor({ state: 'hidden' });
    expect(await readSize('D.docx')).toBeGreaterThan(before ?? 0);
    expect(await getFocusedLabel()).toBe('Append to A.docx');
  });

  it('says in plain words why nothing was appended, while it is open, and keeps what was typed', async () => {
    const target = await openAppend('A.docx');
    await dialog().getByLabel('Document to append').selectOption('C.docx');
    await target.fill('Result.docx');
    await test.desk.fetch('/documents/C.docx', { method: 'DELETE' });
    await submit();
    const alert = dialog().getByRole('alert');
    await alert.getByText(/does not exist any more/).waitFor();
    expect(await alert.textContent()).not.toMatch(/GET|\/documents|target|source/);
    expect(await target.inputValue()).toBe('Result.docx');
    await dialog().getByLabel('Document to append').selectOption('B.docx');
    await submit();
    await waitForDocuments(test.page, 'A.docx', 'B.docx', 'Result.docx');
    expect(await getFocusedLabel()).toBe('Append to A.docx');
  });

  it('keeps what was entered when it is canceled, for each document, until it was appended', async () => {
    const target = await openAppend('A.docx');
    await dialog().getByLabel('Document to append').selectOption('C.docx');
    await target.fill('Draft.docx');
    await press('Cancel');
    expect(await (await openAppend('B.docx')).inputValue()).toBe('B.docx');
    await test.page.keyboard.press('Escape');
    await openAppend('A.docx');
    expect(await target.inputValue()).toBe('Draft.docx');
    expect(await dialog().getByLabel('Document to append').inputValue()).toBe('C.docx');
    await submit();
    await waitForDocuments(test.page, 'A.docx', 'B.docx', 'C.docx', 'Draft.docx');
    await dialog().waitFor({ state: 'hidden' });
    expect(await (await openAppend('A.docx')).inputValue()).toBe('A.docx');
  });

  it('returns the focus to the row after an append in place and after a deletion', async () => {
    await openAppend('A.docx');
    await submit();
    await dialog().waitFor({ state: 'hidden' });
    await waitUntil(
      async () => (await test.page.locator('.document strong').first().textContent()) === 'A.docx',
      'A first',
    );
    expect(await getFocusedLabel()).toBe('Append to A.docx');

    while ((await getListedDocuments(test.page)).length > 0) {
      const [name, next] = await test.page.locator('.document strong').allTextContents();
      await press(`Delete ${name}`);
      await press('Delete');
      await test.page.locator('.document').filter({ hasText: name! }).waitFor({ state: 'detached' });
      if (next) await waitUntil(async () => (await getFocusedLabel()) === `Preview ${next}`, `focus on ${next}`);
    }
    expect(await test.page.evaluate('document.activeElement.id')).toBe('documents');
  });

  it('moves the focus to a neighbor if another window deletes the document', async () => {
    await test.page.getByRole('button', { name: 'Append to B.docx' }).focus();
    await test.desk.fetch('/documents/B.docx', { method: 'DELETE' });
    await waitForDocuments(test.page, 'A.docx', 'C.docx');
    expect(await getFocusedLabel()).toMatch(/^Preview [AC]\.docx$/);
    await press('Preview A.docx');
    await test.desk.fetch('/documents/A.docx', { method: 'DELETE' });
    await waitForDocuments(test.page, 'C.docx');
    await test.page.keyboard.press('Escape');
    await waitUntil(async () => (await test.page.evaluate('document.activeElement.id')) === 'documents', 'the focus');
  });

  it('can be left while the service does not respond', async () => {
    await openAppend('A.docx');
    await test.page.route('**/append', () => undefined); // Never responds.
    await submit();
    await dialog().getByText('Appending…').waitFor();
    await test.page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await test.page.locator('#notice').getByText('may still be appended').waitFor();
    expect(await getFocusedLabel()).toBe('Append to A.docx');
  });

  it('says in the preview that the server is away', async () => {
    await test.page.route('**/desk/about', (route) => route.abort());
    await press('Preview A.docx');
    await dialog().getByText('The server does not respond.').waitFor();
  });
});
