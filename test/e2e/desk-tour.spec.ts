import { expect, it } from '@jest/globals';
import type { BatchProgress } from '../../sample-app/src/desk/protocol.js';
import { SandboxControls } from '../../sample-app/src/desk/sandbox-controls/sandbox-controls.service.js';
import { describeInBrowser } from '../support/browser.js';
import { useDeskPage, waitUntil } from '../support/desk-page.js';

const LANES = ['ours', 'naive'] as const;

describeInBrowser('the guided tour', () => {
  const test = useDeskPage({ viewport: { width: 1280, height: 860 } });
  const getControls = () => test.desk.app.get(SandboxControls);
  const getSandboxes = () => ({ ours: test.desk.sandbox, naive: getControls().naiveSandbox! });
  const getCounters = () => {
    const { ours, naive } = getSandboxes();
    return { ours: { ...ours.counters }, naive: { ...naive.counters } };
  };
  const press = (name: string) => test.page.getByRole('button', { name, exact: true }).click();

  /** Waits until the step has its result, and returns the figures in its line. */
  const readResult = async (step: number) => {
    const line = test.page.locator('#tour-results li').nth(step - 1);
    await line.waitFor({ timeout: 60_000 });
    const text = (await line.textContent())!.replaceAll(',', '');
    const figures = /(\d+) calls succeeded (\d+) failed (\d+) token requests? slowest call/g;
    return [...text.matchAll(figures)].map(([, ...numbers]) => numbers.map(Number));
  };

  it('presses the controls itself in six steps, whose figures are those that the sandboxes have counted', async () => {
    const results: BatchProgress[] = [];
    await press('Take the tour');
    expect(await test.page.evaluate('document.activeElement.id')).toBe('tour-title');
    for (let step = 1; step <= 6; step += 1) {
      const before = getCounters();
      await test.page.getByText(`Step ${step} of 6`).waitFor();
      const shown = await readResult(step);
      const after = getCounters();
      const batch = getControls().getState()!.batch!;
      results.push(batch);
      for (const [index, lane] of LANES.entries()) {
        const [succeeded, failed, tokenRequests] = shown[index]!;
        expect([step, lane, succeeded! + failed!]).toEqual([step, lane, 1_000]);
        const count = (key: 'apiRequests' | 'apiUnauthorized' | 'tokenRequests') => after[lane][key] - before[lane][key];
        // In step 3 the first batch is there to fill the caches; its figures are not in the result.
        if (step === 3) expect(count('tokenRequests')).toBeGreaterThan(tokenRequests!);
        else expect([step, lane, tokenRequests]).toEqual([step, lane, count('tokenRequests')]);
        const successes = count('apiRequests') - count('apiUnauthorized');
        expect([step, lane, succeeded]).toEqual([step, lane, step === 3 ? successes - 1_000 : successes]);
      }
      await press(step < 6 ? 'Next step' : 'Finish');
    }
    process.stdout.write(`${JSON.stringify(results)}\n`);
  }, 120_000);
});
