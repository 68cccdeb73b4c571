import type { SandboxState } from '../../../src/desk/protocol.js';
import { requestDesk } from '../api/desk-client.js';
import { button, byId, el } from '../dom.js';
import { clearProblem, showProblem } from '../notice.js';
import { ChoiceGroup } from './choice-group.js';
import { showLanes } from './lanes.js';

/** What can be pressed. */
export type Control =
  | 'send'
  | 'sendSlowly'
  | 'revoke'
  | 'lockOut'
  | 'rotate'
  | 'restart'
  | 'up'
  | 'slow'
  | 'down'
  | 'longLifetime'
  | 'shortLifetime';

/** The controls of the sandbox; hidden with a real service. */
export class SandboxControls {
  private readonly sendFast = button('Send 1,000 calls', { class: 'button primary' }, () => this.sendCalls(0));
  private readonly sendSlowly = button('1,000 calls in 5 s', {}, () => this.sendCalls(5));
  private readonly endpoint = new ChoiceGroup(
    'Token endpoint',
    'token-endpoint',
    [
      { value: 'up', text: 'up' },
      { value: 'slow', text: 'slow' },
      { value: 'down', text: 'down' },
    ],
    (mode) => this.change('token-endpoint', { mode }),
  );
  private readonly lifetime = new ChoiceGroup(
    'Token lifetime',
    'lifetime',
    [
      { value: '86400', text: '24 hours' },
      { value: '5', text: '5 seconds' },
    ],
    (seconds) => this.change('lifetime', { seconds: Number(seconds) }),
  );
  private readonly elements: Readonly<Record<Control, HTMLElement>>;
  private isBusy = false;
  /** The latest change. Resolves with false if it failed. */
  private latestChange = Promise.resolve(true);

  constructor() {
    const changeButton = (text: string, path: string) => button(text, {}, () => void this.change(path));
    const buttons = {
      send: this.sendFast,
      sendSlowly: this.sendSlowly,
      revoke: changeButton('Revoke all tokens', 'revocation'),
      lockOut: changeButton('Lock out', 'lockout'),
      rotate: changeButton('Rotate the secret', 'secret'),
      restart: changeButton('Restart the interceptor', 'restart'),
    };
    const { endpoint, lifetime } = this;
    this.elements = {
      ...buttons,
      up: endpoint.getInput('up'),
      slow: endpoint.getInput('slow'),
      down: endpoint.getInput('down'),
      longLifetime: lifetime.getInput('86400'),
      shortLifetime: lifetime.getInput('5'),
    };
    const row = el('div', { class: 'control-row' }, ...Object.values(buttons));
    byId('sandbox-controls').append(row, endpoint.element, lifetime.element);
  }

  show(sandbox: SandboxState | undefined): void {
    byId('sandbox').hidden = sandbox === undefined;
    if (sandbox === undefined) return;
    this.endpoint.show(sandbox.tokenEndpoint);
    this.lifetime.show(String(sandbox.lifetimeSeconds));
    const { batch } = sandbox;
    this.isBusy = batch !== undefined && (batch.ours.isRunning || batch.naive.isRunning);
    // Not `disabled`, because a disabled button would lose the focus right after it was pressed.
    for (const element of [this.sendFast, this.sendSlowly]) {
      element.setAttribute('aria-disabled', String(this.isBusy));
    }
    showLanes(batch);
  }

  /** The element of a control, with its label if it has one, to draw attention to it. */
  getElement(control: Control): HTMLElement {
    const element = this.elements[control];
    return element.closest('label') ?? element;
  }

  /** True for a choice that is made already. */
  isChosen(control: Control): boolean {
    const element = this.elements[control];
    return element instanceof HTMLInputElement && element.checked;
  }

  /** Presses a control as a visitor does. Resolves with false if the server did not accept the change. */
  press(control: Control): Promise<boolean> {
    this.latestChange = Promise.resolve(true); // Choosing what is chosen already changes nothing.
    this.elements[control].click();
    return this.latestChange;
  }

  private sendCalls(overSeconds: number): void {
    if (!this.isBusy) void this.change('calls', { overSeconds });
  }

  private change(path: string, body: object = {}): Promise<boolean> {
    this.latestChange = changeSandbox(path, body);
    return this.latestChange;
  }
}

const CONTROL_FAILURE = 'The sandbox was not changed.';

/** Sends a change to the sandbox. If it fails, shows the problem and returns false. */
async function changeSandbox(path: string, body: object): Promise<boolean> {
  try {
    await requestDesk(`/desk/controls/${path}`, 'POST', body);
    clearProblem(CONTROL_FAILURE);
    return true;
  } catch (error) {
    showProblem(CONTROL_FAILURE, error);
    return false;
  }
}
