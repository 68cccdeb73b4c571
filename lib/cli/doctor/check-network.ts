import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { connect, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { TIMED_OUT, withTimeout } from '../../util/abort.js';
import { systemClock } from '../../util/clock.js';
import { EXIT, getErrorCode } from '../exit-codes.js';
import type { Check, CheckResult } from './check-result.js';
import { describeNetworkError, type NetworkTarget } from './network-errors.js';
import type { Route } from './proxy.js';

/** The result of a network operation: a value, or the code of the error. */
export type NetworkResult<T> =
  | { readonly value: T; readonly code?: undefined }
  | { readonly code: string; readonly value?: undefined };

/** The variable and the timeout of a {@link NetworkTarget}; the route has the rest. */
type TargetOptions = Omit<NetworkTarget, 'name'>;

/** Reports what the host name resolves to. */
export function checkName(
  { host, via }: Route,
  addresses: NetworkResult<readonly string[]>,
  target: TargetOptions,
): CheckResult {
  const check = 'name';
  const name = appendProxy(host, via);
  if (addresses.code !== undefined) return toFailure(check, addresses.code, name, via, target);
  if (isIP(host) !== 0) return { check, status: 'ok', text: `${name} is an IP address` };
  const text = `${name} resolves to ${addresses.value.join(', ')}`;
  return { check, status: 'ok', text, details: { addresses: addresses.value } };
}

/** Resolves a host name as the system does. */
export function resolveHost(host: string, timeoutMs: number): Promise<NetworkResult<readonly string[]>> {
  return tryWithTimeout(timeoutMs, async () => (await lookup(host, { all: true })).map(({ address }) => address));
}

/** An established connection. */
export interface Connection {
  /** `undefined` without encryption. */
  readonly tls?: {
    readonly protocol: string;
    /** False if NODE_TLS_REJECT_UNAUTHORIZED=0 accepted a certificate that Node does not trust. */
    readonly trusted: boolean;
    /** Expiry of the certificate, as written in it. */
    readonly validTo: string;
  };
}

/** Reports whether a connection can be established, and how well it is protected. */
export function checkConnection(
  { host, port, via }: Route,
  connection: NetworkResult<Connection>,
  target: TargetOptions,
): CheckResult {
  const check = 'connection';
  const name = appendProxy(`${host.includes(':') ? `[${host}]` : host}:${port}`, via);
  if (connection.code !== undefined) return toFailure(check, connection.code, name, via, target);
  const { tls } = connection.value;
  if (tls === undefined) return { check, status: 'ok', text: `${name} accepts connections` };
  const details = { protocol: tls.protocol, certificateValidTo: tls.validTo };
  if (!tls.trusted) {
    const text = `TLS: the certificate of ${name} is not verified. Anyone on the network path can read the secret`;
    return { check, status: 'warn', text, fix: 'unset NODE_TLS_REJECT_UNAUTHORIZED', details };
  }
  return {
    check,
    status: 'ok',
    text: `${name} speaks ${tls.protocol}, certificate valid until ${tls.validTo}`,
    details,
  };
}

/** Opens a connection, inspects it, and closes it. */
export function openConnection({ host, port, tls }: Route, timeoutMs: number): Promise<NetworkResult<Connection>> {
  return tryWithTimeout(timeoutMs, async (signal) => {
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

/** Runs a network operation for at most `timeoutMs`. Never rejects: its errors are what the doctor reports. */
export async function tryWithTimeout<T>(
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<NetworkResult<T>> {
  try {
    return { value: await withTimeout(systemClock(), timeoutMs, run) };
  } catch (error) {
    return { code: error === TIMED_OUT ? 'ETIMEDOUT' : (getErrorCode(error) ?? 'UNKNOWN') };
  }
}

function appendProxy(name: string, via: string | undefined): string {
  return via === undefined ? name : `${name} (proxy of ${via})`;
}

function toFailure(
  check: Check,
  code: string,
  name: string,
  via: string | undefined,
  { variable, timeoutMs }: TargetOptions,
): CheckResult {
  const { text, fix } = describeNetworkError(code, { name, variable: via ?? variable, timeoutMs });
  return { check, status: 'fail', text, fix, exit: EXIT.network, details: { code } };
}
