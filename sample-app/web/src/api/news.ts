import type { News } from '../../../src/desk/wire.js';

export interface NewsListener {
  onNews(news: News): void;
  onConnection(isConnected: boolean): void;
}

/** The browser comes back by itself after a lost connection, but not after an answer that is no stream. */
const RETRY_MS = 2_000;
/** Three heartbeats; a connection that is silent for longer is dead, whatever the browser thinks of it. */
const LONGEST_SILENCE_MS = 45_000;

/** Follows the desk's event stream for as long as the page is open. */
export function followNews(listener: NewsListener): void {
  const source = new EventSource('/desk/events');
  let silence = 0;
  const again = (delayMs: number) => {
    clearTimeout(silence);
    source.close();
    listener.onConnection(false);
    setTimeout(() => followNews(listener), delayMs);
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => again(0), LONGEST_SILENCE_MS);
  };
  source.addEventListener('open', () => {
    heard();
    listener.onConnection(true);
  });
  source.addEventListener('heartbeat', heard);
  source.addEventListener('news', ({ data }: MessageEvent<string>) => {
    heard();
    listener.onNews(JSON.parse(data) as News);
  });
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) again(RETRY_MS);
    else listener.onConnection(false);
  });
}
