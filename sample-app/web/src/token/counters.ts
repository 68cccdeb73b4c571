import type { Counts } from '../../../src/desk/wire.js';
import { byId, setText } from '../dom.js';
import { grouped, plural } from '../words.js';

/** Calls against token requests, and what a token request for each call would have cost. */
export function showCounts({ calls, tokenRequests, unauthorized, replayed, refused }: Counts): void {
  setText(byId('count-calls'), grouped(calls));
  setText(byId('count-tokens'), grouped(tokenRequests));
  setText(byId('count-naive'), grouped(calls));
  const parts = [
    unauthorized === 0 ? 'No call met a refused token.' : `${plural(unauthorized, 'call')} met a refused token`,
    unauthorized === 0 ? '' : `: ${plural(replayed, 'was', 'were')} sent again with another`,
    unauthorized === 0 ? '' : refused === 0 ? ', none was handed back.' : `, ${grouped(refused)} handed back.`,
  ];
  setText(byId('counted'), `${parts.join('')} Since the desk started.`);
}
