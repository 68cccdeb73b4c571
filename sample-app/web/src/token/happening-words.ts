import type { Happening } from '../../../src/desk/wire.js';
import { plural, spanOf } from '../words.js';

const REASONS: Record<string, string> = {
  cold: 'the first',
  proactive: 'in the background, before the old one ends',
  expired: 'the old one has ended',
  rejected: 'the old one was refused',
};

/** A line for the list, with what kind of news it is; nothing for calls that went as they should. */
export function lineOf(happening: Happening): { kind: 'good' | 'bad' | 'note'; text: string } | undefined {
  switch (happening.kind) {
    case 'requested': {
      const again = happening.attempt > 1 ? `, attempt ${happening.attempt}` : '';
      return {
        kind: 'note',
        text: `A token was asked for (${REASONS[happening.reason] ?? happening.reason}${again}).`,
      };
    }
    case 'acquired':
      return {
        kind: 'good',
        text: `A token arrived after ${spanOf(happening.durationMs)}. It lives ${spanOf(happening.lifetimeMs)}.`,
      };
    case 'failed': {
      const serves = happening.stillServing ? ' Calls go on with the old token.' : '';
      return { kind: happening.stillServing ? 'note' : 'bad', text: `No token: ${happening.message}${serves}` };
    }
    case 'rejected':
      return { kind: 'note', text: 'The API refused the token before its end, so it was dropped.' };
    case 'switched':
      return { kind: 'note', text: happening.text };
    case 'calls':
      return callLine(happening);
  }
}

function callLine({ unauthorized, replayed, refused }: Happening & { kind: 'calls' }): ReturnType<typeof lineOf> {
  const parts = [
    unauthorized ? `${plural(unauthorized, 'call')} met a refused token` : '',
    replayed ? `${plural(replayed, 'was', 'were')} sent again with another` : '',
    refused ? `${plural(refused, 'was', 'were')} handed back with the 401` : '',
  ].filter(Boolean);
  if (parts.length === 0) return undefined;
  return { kind: refused ? 'bad' : 'good', text: `${parts.join(', ')}.` };
}
