import type { DeskUpdate } from '../../../src/desk/protocol.js';

export interface UpdateListener {
  onUpdate(update: DeskUpdate): void;
  onConnection(isConnected: boolean): void;
}

/** The browser reconnects by itself after a lost connection, but not after a response that is not an event stream. */
const RETRY_MS = 2_000;
/** Three heartbeats. A connection without any message for this long is dead, even if the browser keeps it open. */
const MAX_SILENCE_MS = 45_000;

/** Follows the event stream of the server while the page is open. */
export function followUpdates(listener: UpdateListener): void {
  const source = new EventSource('/desk/events');
  let silenceTimer = 0;
  const reconnect = (delayMs: number) => {
    clearTimeout(silenceTimer);
    source.close();
    listener.onConnection(false);
    setTimeout(() => followUpdates(listener), delayMs);
  };
  const restartSilenceTimer = () => {
    clearTimeout(silenceTimer);
    silenceTimer = setTimeout(() => reconnect(0), MAX_SILENCE_MS);
  };
  source.addEventListener('open', () => {
    restartSilenceTimer();
    listener.onConnection(true);
  });
  source.addEventListener('heartbeat', restartSilenceTimer);
  source.addEventListener('update', ({ data }: MessageEvent<string>) => {
    restartSilenceTimer();
    listener.onUpdate(JSON.parse(data) as DeskUpdate);
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) reconnect(RETRY_MS);
    else listener.onConnection(false);
  });
}
