import type { BatchProgress, SandboxState } from '../../../src/desk/protocol.js';
import { byId, el, setText } from '../dom.js';
import { formatNumber } from '../format.js';
import { announce } from '../notice.js';
import type { Control, SandboxControls } from './sandbox-controls.js';
import { describeResult, type Press, TOUR_STEPS, type TourStep } from './tour-steps.js';

/** Time for which a control is highlighted before it is pressed. The package's pause after a failure is over by then. */
const PACE_MS = 400;
/** Calls of a batch that are sent before a control is pressed meanwhile. */
const CALLS_BEFORE = 200;

const INTERRUPTED =
  'This step was interrupted, because the sandbox did not accept a change or was restarted. “Next step” repeats it.';

/** A guided tour that presses the controls itself. After each step it waits for the visitor. */
export class Tour {
  private readonly panel = byId('tour');
  private readonly startButton = byId('tour-start');
  private readonly next = byId('tour-next');
  private readonly title = byId('tour-title');
  private readonly results = byId('tour-results');
  private readonly rows = byId('tour-rows');
  private abort: AbortController | undefined;
  private index = 0;
  private isStepRunning = false;
  private batch: BatchProgress | undefined;
  /** Called for each update of the server. */
  private onUpdate = () => {};

  /** @param showControls Makes the controls visible on narrow screens. */
  constructor(
    private readonly controls: SandboxControls,
    private readonly showControls: () => void,
  ) {
    this.startButton.addEventListener('click', () => this.start());
    this.next.addEventListener('click', () => {
      if (this.isStepRunning) return;
      if (this.index + 1 === TOUR_STEPS.length) this.stop();
      else void this.runStep(this.index + 1);
    });
    byId('tour-stop').addEventListener('click', () => this.stop());
  }

  show(sandbox: SandboxState | undefined): void {
    this.startButton.hidden = sandbox === undefined;
    this.batch = sandbox?.batch;
    this.onUpdate();
  }

  private start(): void {
    this.showControls();
    if (this.abort === undefined) {
      this.abort = new AbortController();
      this.panel.hidden = false;
      this.rows.replaceChildren();
      this.results.hidden = true;
      void this.runStep(0);
    }
    this.title.focus({ preventScroll: true });
    byId('side').scrollIntoView();
    this.panel.scrollIntoView({ block: 'nearest' });
  }

  /** Ends the tour, and leaves the sandbox as it is at the start. */
  private stop(): void {
    if (this.abort === undefined) return;
    this.abort.abort();
    this.abort = undefined;
    this.panel.hidden = true;
    this.startButton.focus();
    void this.restore();
  }

  /** A new secret ends the lock-out, if there is one. */
  private async restore(): Promise<void> {
    for (const control of ['up', 'longLifetime', 'rotate', 'restart'] as const) await this.controls.press(control);
  }

  private async runStep(index: number): Promise<void> {
    const step = TOUR_STEPS[index];
    const signal = this.abort?.signal;
    if (step === undefined || signal === undefined) return;
    this.index = index;
    this.setRunning(true);
    setText(this.title, `Step ${index + 1} of ${TOUR_STEPS.length}: ${step.title}`);
    setText(byId('tour-text'), step.text);
    setText(byId('tour-result'), '');
    try {
      for (const press of step.presses) await this.press(press, signal);
      this.showResult(step);
    } catch (error) {
      if (signal.aborted) return;
      this.index -= 1;
      setText(byId('tour-result'), error instanceof Error ? error.message : String(error));
    }
    if (!signal.aborted) this.setRunning(false);
  }

  private setRunning(isRunning: boolean): void {
    this.isStepRunning = isRunning;
    this.next.setAttribute('aria-disabled', String(isRunning));
    setText(this.next, this.index + 1 === TOUR_STEPS.length ? 'Finish' : 'Next step');
  }

  private showResult({ title, lesson }: TourStep): void {
    if (this.batch === undefined) return;
    const { ours, naive } = this.batch;
    const figures = [ours.failed, ours.tokenRequests, naive.failed, naive.tokenRequests];
    const cells = figures.map((figure) => el('td', {}, formatNumber(figure)));
    this.rows.append(el('tr', {}, el('th', { scope: 'row' }, title), ...cells));
    this.results.hidden = this.index + 1 < TOUR_STEPS.length;
    setText(byId('tour-result'), lesson);
    announce(`${lesson} ${describeResult(this.batch)}`);
  }

  private async press(press: Press, signal: AbortSignal): Promise<void> {
    if (typeof press === 'object') {
      const id = await this.sendCalls(press.send, signal);
      await this.until((batch) => countCalls(batch) >= CALLS_BEFORE, id, signal);
      await this.pressControl(press.while, signal);
      await this.until(isOver, id, signal);
    } else if (press === 'send' || press === 'sendSlowly') {
      await this.until(isOver, await this.sendCalls(press, signal), signal);
    } else {
      await this.pressControl(press, signal);
    }
  }

  /** @returns The id of the batch. */
  private async sendCalls(control: Control, signal: AbortSignal): Promise<number> {
    // A visitor may have started another batch.
    await this.until((batch) => batch === undefined || isOver(batch), this.batch?.id ?? 0, signal);
    const id = (this.batch?.id ?? 0) + 1;
    await this.pressControl(control, signal);
    return id;
  }

  private async pressControl(control: Control, signal: AbortSignal): Promise<void> {
    if (this.controls.isChosen(control)) return;
    const element = this.controls.getElement(control);
    element.scrollIntoView({ block: 'nearest' });
    element.classList.add('pressed');
    try {
      await pause(PACE_MS, signal);
    } finally {
      element.classList.remove('pressed');
    }
    if (!(await this.controls.press(control))) throw new Error(INTERRUPTED);
    signal.throwIfAborted();
  }

  /** Waits until a batch is in a state. */
  private until(
    condition: (batch: BatchProgress | undefined) => boolean,
    id: number,
    signal: AbortSignal,
  ): Promise<void> {
    const latestId = this.batch?.id ?? 0;
    return new Promise((resolve, reject) => {
      this.onUpdate = () => {
        const currentId = this.batch?.id ?? 0;
        if (currentId < latestId) reject(new Error(INTERRUPTED));
        else if (currentId > id || (currentId === id && condition(this.batch))) resolve();
      };
      signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
      this.onUpdate();
    });
  }
}

function countCalls(batch: BatchProgress | undefined): number {
  const count = (lane: 'ours' | 'naive') => (batch?.[lane].succeeded ?? 0) + (batch?.[lane].failed ?? 0);
  return Math.min(count('ours'), count('naive'));
}

function isOver(batch: BatchProgress | undefined): boolean {
  return batch !== undefined && !batch.ours.isRunning && !batch.naive.isRunning;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, ms);
    signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  });
}
