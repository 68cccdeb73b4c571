import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { EXIT } from '../exit-codes.js';
import { attempt, type Outcome } from './attempt.js';
import type { Finding } from './finding.js';
import { judgeTrouble, type Place } from './network-trouble.js';
import type { Way } from './proxy.js';

/** Addresses of a host, as the system resolves it. */
export function addressesOf(host: string, timeoutMs: number): Promise<Outcome<readonly string[]>> {
  return attempt(timeoutMs, async () => (await lookup(host, { all: true })).map(({ address }) => address));
}

/** What the resolution of a name means. */
export function judgeName({ host, via }: Way, outcome: Outcome<readonly string[]>, place: Omit<Place, 'at'>): Finding {
  const check = 'name';
  const proxy = via === undefined ? '' : ` (proxy of ${via})`;
  if (outcome.code !== undefined) {
    const label = via ?? place.label;
    const { text, fix } = judgeTrouble(outcome.code, { ...place, label, at: host + proxy });
    return { check, status: 'fail', text, fix, exit: EXIT.network, details: { code: outcome.code } };
  }
  if (isIP(host) !== 0) return { check, status: 'ok', text: `${host}${proxy} is an address already` };
  const addresses = outcome.value;
  return { check, status: 'ok', text: `${host}${proxy} is ${addresses.join(', ')}`, details: { addresses } };
}
