import type { BatchProgress, SandboxState } from '../../../src/desk/protocol.js';
import { requestDesk } from '../api/desk-client.js';
import { button, byId, el, setText } from '../dom.js';
import { formatCount, formatNumber } from '../format.js';
import { clearProblem, showProblem } from '../notice.js';
import { ChoiceGroup } from './choice-group.js';

/** The controls of the sandbox; hidden with a real service. */
export class SandboxControls {
  private readonly sendFast = button('Send 1,000 calls', { class: 'button primary' }, () => this.sendCalls(0));
  private readonly sendSlowly = button('1,000 calls in 30 s', {}, () => this.sendCalls(30));
  private readonly endpoint = new ChoiceGroup(
    'Token endpoint',
    'token-endpoint',
    [
      { value: 'up', text: 'up' },
      { value: 'slow', text: 'slow' },
      { value: 'down', text: 'down' },
    ],
    (mode) => changeSandbox('token-endpoint', { mode }),
  );
  private readonly lifetime = new ChoiceGroup(
    'Token lifetime',
    'lifetime',
    [
      { value: '86400', text: '24 hours' },
      { value: '10', text: '10 seconds' },
    ],
    (seconds) => changeSandbox('lifetime', { seconds: Number(seconds) }),
  );
  private isBusy = false;

  constructor() {
    const buttons = [
      this.sendFast,
      this.sendSlowly,
      button('Revoke all tokens', {}, () => void changeSandbox('revocation')),
      button('Rotate the secret', {}, () => void changeSandbox('secret')),
    ];
    const row = el('div', { class: 'control-row' }, ...buttons);
    byId('sandbox-controls').append(row, this.endpoint.element, this.lifetime.element);
  }

  show(sandbox: SandboxState | undefined): void {
    byId('sandbox').hidden = sandbox === undefined;
    if (sandbox === undefined) return;
    this.endpoint.show(sandbox.tokenEndpoint);
    this.lifetime.show(String(sandbox.lifetimeSeconds));
    this.isBusy = sandbox.batch?.isRunning === true;
    // Not `disabled`, because a disabled button would lose the focus right after it was pressed.
    for (const element of [this.sendFast, this.sendSlowly]) {
      element.setAttribute('aria-disabled', String(this.isBusy));
    }
    showBatch(sandbox.batch);
  }

  private sendCalls(overSeconds: number): void {
    if (!this.isBusy) void changeSandbox('calls', { overSeconds });
  }
}

const CONTROL_FAILURE = 'The sandbox was not changed.';

/** Sends a change to the sandbox. If it fails, shows the problem and returns false. */
async function changeSandbox(path: string, body: object = {}): Promise<boolean> {
  try {
    await requestDesk(`/desk/controls/${path}`, 'POST', body);
    clearProblem(CONTROL_FAILURE);
    return true;
  } catch (error) {
    showProblem(CONTROL_FAILURE, error);
    return false;
  }
}

/** Shows the progress of a batch of calls, and its result at the end. */
function showBatch(batch: BatchProgress | undefined): void {
  byId('batch').hidden = batch === undefined;
  if (batch === undefined) return;
  const { total, succeeded, failed, isRunning, tokenRequests, failure } = batch;
  const progress = byId('batch-progress', HTMLProgressElement);
  progress.max = total;
  progress.value = succeeded + failed;
  // The text does not change during the batch, so that screen readers announce only the start and the result.
  if (isRunning) {
    setText(byId('batch-text'), 'Sending calls…');
    return;
  }
  const failures = failed ? `, ${formatNumber(failed)} failed` : '';
  const requests = tokenRequests === 0 ? 'no token request' : formatCount(tokenRequests, 'token request');
  const reason = failure === undefined ? '' : ` First failure: ${failure}`;
  const result = `${formatNumber(succeeded)} of ${formatNumber(total)} calls succeeded${failures}, with ${requests}.`;
  setText(byId('batch-text'), result + reason);
}
