import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { DeskEvents } from '../../sample-app/src/desk/desk-events.service.js';
import type { BatchProgress, DeskUpdate } from '../../sample-app/src/desk/protocol.js';
import { SandboxControls } from '../../sample-app/src/desk/sandbox-controls/sandbox-controls.service.js';
import { type DeskWithPage, startDeskWithPage, waitUntil } from '../support/desk-page.js';

describe('the same calls with the package and with a hand-written interceptor', () => {
  let desk: DeskWithPage;
  let naiveSandbox: AsposeSandbox;
  let updates: DeskUpdate[];
  beforeEach(async () => {
    desk = await startDeskWithPage('test/no-page-needed');
    naiveSandbox = desk.app.get(SandboxControls).naiveSandbox!;
    updates = [];
    desk.app
      .get(DeskEvents)
      .stream()
      .subscribe(({ data }) => typeof data === 'object' && updates.push(data as DeskUpdate));
  });
  afterEach(() => desk.close());

  const press = async (control: string, body = {}) => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    expect((await desk.fetch(`/desk/controls/${control}`, init)).ok).toBe(true);
  };
  const getProgress = () => desk.app.get(SandboxControls).getState()!.batch!;

  /** Sends a batch, and compares its figures with what the two sandboxes have counted meanwhile. */
  const sendBatch = async (whileItRuns = async () => {}): Promise<BatchProgress> => {
    const sandboxes = { ours: desk.sandbox, naive: naiveSandbox };
    const before = { ours: { ...desk.sandbox.counters }, naive: { ...naiveSandbox.counters } };
    await press('calls', { overSeconds: 0 });
    await whileItRuns();
    await waitUntil(() => !getProgress().ours.isRunning && !getProgress().naive.isRunning, 'the end of the batch');
    for (const lane of ['ours', 'naive'] as const) {
      const { counters } = sandboxes[lane];
      const { succeeded, failed, tokenRequests } = getProgress()[lane];
      expect([lane, tokenRequests]).toEqual([lane, counters.tokenRequests - before[lane].tokenRequests]);
      const answered = counters.apiRequests - before[lane].apiRequests;
      const unauthorized = counters.apiUnauthorized - before[lane].apiUnauthorized;
      expect([lane, succeeded]).toEqual([lane, answered - unauthorized]);
      expect(succeeded + failed).toBe(1_000);
    }
    return getProgress();
  };
  const hasBegun = () => waitUntil(() => naiveSandbox.apiRequests > 100 && desk.sandbox.apiRequests > 100, 'calls');

  it('differ in token requests at the start and after a revocation', async () => {
    const start = await sendBatch();
    expect(start.ours).toMatchObject({ succeeded: 1_000, tokenRequests: 1 });
    expect(start.naive).toMatchObject({ succeeded: 1_000, tokenRequests: 25 });
    const revoked = await sendBatch(() => hasBegun().then(() => press('revocation')));
    expect(revoked.ours).toMatchObject({ failed: 0, tokenRequests: 1 });
    expect(revoked.naive.tokenRequests).toBeGreaterThan(1);
  });

  it('differ while the endpoint is down, while the credentials are locked out, and after a new secret', async () => {
    await press('token-endpoint', { mode: 'down' });
    const down = await sendBatch();
    expect(down.naive).toMatchObject({ failed: 1_000, tokenRequests: 1_000 });
    expect(down.ours.tokenRequests).toBeLessThan(100);

    await press('token-endpoint', { mode: 'up' });
    await press('lockout');
    const locked = await sendBatch();
    expect(locked.naive).toMatchObject({ failed: 1_000, tokenRequests: 1_000 });
    expect(locked.ours.failed).toBe(1_000);
    expect(locked.ours.tokenRequests).toBeLessThanOrEqual(1);

    await press('secret');
    await waitUntil(async () => (await desk.fetch('/documents')).ok, 'a token with the new secret');
    const rotated = await sendBatch();
    expect(rotated.ours).toMatchObject({ succeeded: 1_000, tokenRequests: 0 });
    expect(rotated.naive).toMatchObject({ failed: 1_000, tokenRequests: 1_000 });
    expect(naiveSandbox.counters.tokensLimited).toBeGreaterThan(1_000);
    await press('restart');
    expect((await sendBatch()).naive).toMatchObject({ succeeded: 1_000, tokenRequests: 25 });
  });
});
