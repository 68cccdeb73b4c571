import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TIMED_OUT, withTimeout } from '../../util/abort.js';
import { systemClock } from '../../util/clock.js';
import { codeOf, EXIT } from '../exit-codes.js';
import type { Finding } from './check-result.js';
import { judgeTrouble, type Place } from './network-errors.js';
import type { Route } from './proxy.js';

/** What a connection that came about is like; `tls` where it is encrypted. */
export interface Connected {
  readonly tls?: {
    readonly protocol: string;
    /** False where NODE_TLS_REJECT_UNAUTHORIZED=0 let a certificate pass that Node does not trust. */
    readonly trusted: boolean;
    /** End of the certificate's life, as it says. */
    readonly validTo: string;
  };
}

/** Opens a connection, looks at it, and closes it. */
export function tryConnection({ host, port, tls }: Route, timeoutMs: number): Promise<Outcome<Connected>> {
  return attempt(timeoutMs, async (signal) => {
    const servername = isIP(host) === 0 ? host : undefined;
    const socket = tls ? connectTls({ host, port, servername }) : connect({ host, port });
    try {
      await once(socket, tls ? 'secureConnect' : 'connect', { signal });
      if (!('authorized' in socket)) return {};
      const { valid_to: validTo } = socket.getPeerCertificate();
      return { tls: { protocol: socket.getProtocol() ?? 'TLS', trusted: socket.authorized, validTo } };
    } finally {
      socket.on('error', () => undefined);
      socket.destroy();
    }
  });
}

/** What a connection, or its failure, means. */
export function judgeConnection(way: Route, outcome: Outcome<Connected>, place: Omit<Place, 'at'>): Finding {
  const check = 'connection';
  const { host, port, via } = way;
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}${via === undefined ? '' : ` (proxy of ${via})`}`;
  if (outcome.code !== undefined) {
    const { text, fix } = judgeTrouble(outcome.code, { ...place, label: via ?? place.label, at });
    return { check, status: 'fail', text, fix, exit: EXIT.network, details: { code: outcome.code } };
  }
  const { tls } = outcome.value;
  if (tls === undefined) return { check, status: 'ok', text: `${at} accepts connections` };
  const details = { protocol: tls.protocol, certificateValidTo: tls.validTo };
  if (!tls.trusted) {
    const text = `TLS: the certificate of ${at} is not checked, so anybody in between can read the secret`;
    return { check, status: 'warn', text, fix: 'unset NODE_TLS_REJECT_UNAUTHORIZED', details };
  }
  return { check, status: 'ok', text: `${at} speaks ${tls.protocol}, certificate valid to ${tls.validTo}`, details };
}

/** What came of something that needs the network: a value, or the code of what went wrong. */
export type Outcome<T> =
  | { readonly value: T; readonly code?: undefined }
  | { readonly code: string; readonly value?: undefined };

/** Tries something for at most `ms` milliseconds. Never rejects: what goes wrong is what the doctor looks for. */
export async function attempt<T>(ms: number, run: (signal: AbortSignal) => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await withTimeout(systemClock(), ms, new AbortController().signal, run) };
  } catch (error) {
    return { code: error === TIMED_OUT ? 'ETIMEDOUT' : (codeOf(error) ?? 'UNKNOWN') };
  }
}

/** Addresses of a host, as the system resolves it. */
export function addressesOf(host: string, timeoutMs: number): Promise<Outcome<readonly string[]>> {
  return attempt(timeoutMs, async () => (await lookup(host, { all: true })).map(({ address }) => address));
}

/** What the resolution of a name means. */
export function judgeName(
  { host, via }: Route,
  outcome: Outcome<readonly string[]>,
  place: Omit<Place, 'at'>,
): Finding {
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
