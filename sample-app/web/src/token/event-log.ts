import type { CallCounts, TimelineEvent } from '../../../src/desk/protocol.js';
import { byId, el } from '../dom.js';
import { formatCount, formatDate, formatDuration } from '../format.js';

const MAX_LINES = 200;
/** Rejected calls within this time are one line, even if several messages report them. */
const GROUP_MS = 3_000;

type CallsEvent = TimelineEvent & { kind: 'calls' };

/** The list of events, newest first. */
export class EventLog {
  private readonly list = byId('log');
  /** The latest line about rejected calls. */
  private latestCalls: { event: CallsEvent; element: HTMLLIElement } | undefined;

  add(events: readonly TimelineEvent[]): void {
    for (const event of events) {
      if (event.kind === 'calls') this.addCalls(event);
      else this.addLine(event);
    }
    while (this.list.children.length > MAX_LINES) this.list.lastElementChild?.remove();
  }

  clear(): void {
    this.list.replaceChildren();
    this.latestCalls = undefined;
  }

  private addCalls(event: CallsEvent): void {
    if (event.unauthorized + event.replayed + event.replaySkipped === 0) return;
    const latest = this.latestCalls;
    const isSameGroup = latest !== undefined && event.at - latest.event.at < GROUP_MS;
    if (isSameGroup) latest.element.remove();
    const combined = isSameGroup ? { ...event, ...sumCounts(latest.event, event) } : event;
    const element = this.addLine(combined);
    this.latestCalls = element && { event: combined, element };
  }

  private addLine(event: TimelineEvent): HTMLLIElement | undefined {
    const line = toLine(event);
    if (line === undefined) return undefined;
    const element = el('li', { class: line.level }, el('time', {}, formatDate(event.at)), line.text);
    this.list.prepend(element);
    return element;
  }
}

function sumCounts(a: CallCounts, b: CallCounts): CallCounts {
  return {
    completed: a.completed + b.completed,
    unauthorized: a.unauthorized + b.unauthorized,
    replayed: a.replayed + b.replayed,
    replaySkipped: a.replaySkipped + b.replaySkipped,
  };
}

interface Line {
  readonly level: 'good' | 'bad' | 'note';
  readonly text: string;
}

const REASONS: Record<string, string> = {
  cold: 'first token',
  proactive: 'in the background, before the current token expires',
  expired: 'the previous token has expired',
  rejected: 'the previous token was rejected',
};

/** Returns `undefined` for calls that were completed without a rejection, and for the interceptor, which has a table. */
function toLine(event: TimelineEvent): Line | undefined {
  switch (event.kind) {
    case 'requested': {
      const attempt = event.attempt > 1 ? `, attempt ${event.attempt}` : '';
      return { level: 'note', text: `A token was requested (${REASONS[event.reason] ?? event.reason}${attempt}).` };
    }
    case 'acquired': {
      const { durationMs, lifetimeMs } = event;
      const text = `A token was received after ${formatDuration(durationMs)}. It is valid for ${formatDuration(lifetimeMs)}.`;
      return { level: 'good', text };
    }
    case 'failed': {
      const consequence = event.stillServing ? ' Calls continue with the current token.' : '';
      return { level: event.stillServing ? 'note' : 'bad', text: `No token: ${event.message}${consequence}` };
    }
    case 'rejected':
      return { level: 'note', text: 'The API rejected the token before it expired, so it was dropped.' };
    case 'control':
      return { level: 'note', text: event.text };
    case 'naive':
      return undefined;
    case 'calls':
      return toCallsLine(event);
  }
}

function toCallsLine({ unauthorized, replayed, replaySkipped }: CallsEvent): Line | undefined {
  const parts = [
    unauthorized ? `${formatCount(unauthorized, 'call was', 'calls were')} rejected with 401` : '',
    replayed ? `${formatCount(replayed, 'was', 'were')} replayed with a new token` : '',
    replaySkipped ? `${formatCount(replaySkipped, 'was', 'were')} not replayed` : '',
  ].filter(Boolean);
  if (parts.length === 0) return undefined;
  return { level: replaySkipped ? 'bad' : 'good', text: `${parts.join(', ')}.` };
}
