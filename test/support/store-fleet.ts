import { randomUUID } from 'node:crypto';
import { openAccount } from '../../lib/accounts/account.js';
import type { AsposeAuthEvent } from '../../lib/events/events.js';
import type { AsposeAuthModuleOptions } from '../../lib/options/options.js';
import { shareThrough, storeLog } from '../../lib/store/token-sharing.js';
import { TokenCycle } from '../../lib/token/token-manager.js';
import type { TokenReply } from '../../lib/token/token-response.js';
import { settled } from './cycle.js';
import { ManualClock } from './manual-clock.js';
import { MemoryStore } from './memory-store.js';
import { settingsWith } from './settings.js';

export const credentials = () => ({ clientId: randomUUID(), clientSecret: randomUUID() });

/** Processes of a fleet, an endpoint that answers when told to, and a clock that all share. */
export function fleet(size: number, options: AsposeAuthModuleOptions = {}, own = credentials()) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const pending: { reply: (reply: TokenReply) => void; member: number }[] = [];
  const events: AsposeAuthEvent[] = [];
  let sent = 0;
  const members = Array.from({ length: size }, (_, member) => {
    const settings = settingsWith({ ...own, ...options });
    const reporter = {
      ...openAccount(settings, clock, () => 0).reporter,
      report: (event: AsposeAuthEvent) => void events.push(event),
    };
    const random = () => member / size;
    const noted = storeLog(store, settings, clock, reporter);
    const share = shareThrough(store, settings, { clock, random, noted });
    const send = (): Promise<TokenReply> => {
      sent += 1;
      return new Promise((reply) => pending.push({ reply, member }));
    };
    return new TokenCycle(settings, { clock, random, send, share }, reporter);
  });
  const tokenOf = (cycle: TokenCycle): Promise<string> =>
    new Promise((resolve, reject) => {
      const held = cycle.take();
      if (held) resolve(held.value);
      else cycle.wait().subscribe({ next: ({ value }) => resolve(value), error: reject });
    });
  const answer = async (reply: TokenReply) => {
    await settled();
    pending.shift()?.reply(reply);
    await settled();
  };
  const advance = async (ms: number, stepMs = 250) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(Math.min(stepMs, ms - passed));
      await settled();
    }
  };
  return { clock, store, members, pending, events, tokenOf, answer, advance, requests: () => sent };
}
