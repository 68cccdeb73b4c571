import type { SandboxState } from '../../../src/desk/wire.js';
import { button, byId, el } from '../dom.js';
import { showBatch } from './batch-progress.js';
import { ChoiceGroup } from './choice-group.js';
import { turn } from './turn.js';

/** The switches of the sandbox; there are none where the desk works with a real service. */
export class Switches {
  private readonly send = button('Send 1,000 calls', { class: 'button primary' }, () => this.sendCalls(0));
  private readonly sendSlowly = button('1,000 calls in 30 s', {}, () => this.sendCalls(30));
  private readonly endpoint = new ChoiceGroup('Token endpoint', 'token-endpoint', [
    { value: 'up', text: 'up', body: { mode: 'up' } },
    { value: 'slow', text: 'slow', body: { mode: 'slow' } },
    { value: 'down', text: 'down', body: { mode: 'down' } },
  ]);
  private readonly lifetime = new ChoiceGroup('Tokens live', 'lifetime', [
    { value: '86400', text: '24 hours', body: { seconds: 86_400 } },
    { value: '10', text: '10 seconds', body: { seconds: 10 } },
  ]);
  private isBusy = false;

  constructor() {
    const buttons = [
      this.send,
      this.sendSlowly,
      button('Revoke all tokens', {}, () => void turn('revocation')),
      button('Rotate the secret', {}, () => void turn('secret')),
    ];
    const row = el('div', { class: 'switch-row' }, ...buttons);
    byId('switches').append(row, this.endpoint.element, this.lifetime.element);
  }

  show(sandbox: SandboxState | undefined): void {
    byId('sandbox').hidden = sandbox === undefined;
    if (sandbox === undefined) return;
    this.endpoint.show(sandbox.tokenEndpoint);
    this.lifetime.show(String(sandbox.lifetimeSeconds));
    this.isBusy = sandbox.batch?.isRunning === true;
    // Not `disabled`: the focus would be lost to whoever has just pressed it.
    for (const one of [this.send, this.sendSlowly]) one.setAttribute('aria-disabled', String(this.isBusy));
    showBatch(sandbox.batch);
  }

  private sendCalls(overSeconds: number): void {
    if (!this.isBusy) void turn('calls', { overSeconds });
  }
}
