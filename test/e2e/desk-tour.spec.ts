import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { SandboxControls } from '../../sample-app/src/desk/sandbox-controls/sandbox-controls.service.js';
import { describeInBrowser, findViolations } from '../support/browser.js';
import { useDeskPage, waitForDocuments, waitUntil } from '../support/desk-page.js';
import { makeDocx } from '../support/docx.js';
import { Recording } from '../support/recording.js';

/** With `SCREENSHOTS=sample-app/screenshots`, the tour is recorded for the README. */
const { SCREENSHOTS } = process.env;

const LANES = ['ours', 'naive'] as const;

describeInBrowser('the guided tour', () => {
  const test = useDeskPage({ viewport: { width: 1100, height: 860 }, bypassCSP: true });
  const getSandboxes = () => ({ ours: test.desk.sandbox, naive: test.desk.app.get(SandboxControls).naiveSandbox! });
  const getCounters = () => {
    const { ours, naive } = getSandboxes();
    return { ours: Object.assign({}, ours.counters), naive: Object.assign({}, naive.counters) };
  };
  const key = (name: string) => test.page.keyboard.press(name);
  const getFocusedId = () => test.page.evaluate<string>('document.activeElement.id');

  const readRow = async (selector: string) =>
    (await test.page.locator(`${selector} td`).allTextContents()).map((text) => text.replaceAll(',', ''));

  /** Waits until the step has its result, and returns the figures that the page shows for both lanes. */
  const readResult = async (step: number) => {
    await test.page
      .locator('#tour-rows tr')
      .nth(step - 1)
      .waitFor({ state: 'attached', timeout: 60_000 });
    const rows = await Promise.all([2, 3, 4, 5].map((row) => readRow(`#lanes-body tr:nth-child(${row})`)));
    return LANES.map((_lane, index) => {
      const [succeeded, failed, tokenRequests, slowest] = rows.map((row) => row[index]!);
      const slowestMs = Number.parseFloat(slowest!) * (slowest!.endsWith(' s') ? 1_000 : 1);
      return {
        succeeded: Number(succeeded),
        failed: Number(failed),
        tokenRequests: Number(tokenRequests),
        slowestMs,
      };
    });
  };

  it('presses the controls itself in six steps, whose figures are those that the sandboxes have counted', async () => {
    const docx = await makeDocx();
    for (const name of ['Offer.docx', 'Terms.docx']) await test.desk.upload(name, docx);
    await test.page.reload(); // It loads the documents before the tour, not during its calls.
    await waitForDocuments(test.page, 'Offer.docx', 'Terms.docx');
    const results = [];
    const recording = SCREENSHOTS ? new Recording(test.page) : undefined;
    for (let presses = 0; (await getFocusedId()) !== 'tour-start' && presses < 10; presses += 1) await key('Tab');
    await key('Enter');
    expect(await getFocusedId()).toBe('tour-title');
    await key('Tab');
    for (let step = 1; step <= 6; step += 1) {
      const before = getCounters();
      await test.page.getByText(`Step ${step} of 6`).waitFor();
      const shown = await readResult(step);
      const after = getCounters();
      results.push(shown);
      for (const [index, lane] of LANES.entries()) {
        const { succeeded, failed, tokenRequests } = shown[index]!;
        const count = (name: 'apiRequests' | 'apiUnauthorized' | 'tokenRequests') =>
          after[lane][name] - before[lane][name];
        // The other calls of the third step, which only fetch the first tokens, are not in its result.
        const others = step === 3 ? 1_000 : 0;
        expect([step, lane, succeeded + failed]).toEqual([step, lane, 1_000]);
        expect([step, lane, succeeded]).toEqual([step, lane, count('apiRequests') - count('apiUnauthorized') - others]);
        if (step === 3) expect(count('tokenRequests')).toBeGreaterThan(tokenRequests);
        else expect([step, lane, tokenRequests]).toEqual([step, lane, count('tokenRequests')]);
      }
      expect(await getFocusedId()).toBe('tour-next');
      await recording?.hold(3_500);
      if (step < 6) await key('Enter');
    }
    const size = await recording?.save(join(SCREENSHOTS!, 'tour.png'));
    if (size) expect(size).toBeLessThan(1_500_000);
    const [start, revoked, expired, broken, lockedOut, rotated] = results;
    expect(start).toMatchObject([
      { failed: 0, tokenRequests: 1 },
      { failed: 0, tokenRequests: 25 },
    ]);
    expect(revoked).toMatchObject([{ failed: 0, tokenRequests: 1 }, { failed: 0 }]);
    expect(revoked![1]!.tokenRequests).toBeGreaterThan(5);
    expect(expired).toMatchObject([{ failed: 0 }, { failed: 0 }]);
    expect(expired![1]!.slowestMs).toBeGreaterThanOrEqual(900); // Calls waited for a token, which takes 1.5 s.
    expect(broken).toMatchObject([{ failed: 1_000 }, { failed: 1_000, tokenRequests: 1_000 }]);
    expect(broken![0]!.tokenRequests).toBeLessThan(100);
    expect(lockedOut).toMatchObject([{ failed: 1_000 }, { failed: 1_000, tokenRequests: 1_000 }]);
    expect(lockedOut![0]!.tokenRequests).toBeLessThanOrEqual(1);
    expect(rotated).toMatchObject([
      { failed: 0, tokenRequests: 1 },
      { failed: 1_000, tokenRequests: 1_000 },
    ]);

    // At the end, the results of all steps are shown together.
    await test.page.locator('#tour-results').waitFor();
    for (const [index, [ours, naive]] of results.entries()) {
      const figures = [ours, naive].flatMap((lane) => [lane!.failed, lane!.tokenRequests].map(String));
      expect(await readRow(`#tour-rows tr:nth-child(${index + 1})`)).toEqual(figures);
    }
    expect(await findViolations(test.page)).toEqual([]);
    expect(await test.page.locator('#timeline .lane-names').textContent()).toContain('Interceptor: failed');
    await key('Enter');
    expect(await getFocusedId()).toBe('tour-start');
    expect(await test.page.locator('#tour').isVisible()).toBe(false);
    // The interceptor knows the new secret, so both lanes work again.
    await test.page.locator('#log').getByText('the interceptor was restarted').nth(1).waitFor();
    expect(test.watched.complaints).toEqual([]);
  }, 300_000);

  it('can be stopped at any time, and then leaves the sandbox without faults and lock-outs', async () => {
    const { page, desk } = test;
    const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
    await page.getByRole('radio', { name: 'slow' }).check();
    await page.getByRole('radio', { name: '5 seconds' }).check();
    await press('Lock out');
    await page.locator('#log').getByText('locked out for ten minutes').waitFor();
    await press('Take the tour');
    await page.getByText('Step 1 of 6').waitFor();
    await press('Stop the tour');
    expect(await page.locator('#tour').isVisible()).toBe(false);
    expect(await getFocusedId()).toBe('tour-start');
    await page.locator('#log').getByText('the interceptor was restarted').first().waitFor();
    for (const { faults, tokenLifetimeSeconds } of Object.values(getSandboxes())) {
      expect([faults.token, faults.tokenLatencyMs, tokenLifetimeSeconds]).toEqual([undefined, 0, 86_400]);
    }
    await waitUntil(async () => (await desk.fetch('/documents')).ok, 'a token with the new secret');
  }, 60_000);
});
