/** True for a host name that stays on this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

/**
 * Checks an address that a secret or a token would be sent to. Only https is allowed, and http to loopback addresses.
 *
 * @returns The problem, or `undefined` if there is none.
 */
export function findAddressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is not an absolute URL such as https://api.aspose.cloud';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'contains credentials; remove them from the URL';
  if (url.hash !== '') return 'contains a fragment (#…); remove it';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return undefined;
  return url.protocol === 'http:'
    ? 'is plain http, which exposes tokens to the network; use https (http is for loopback only)'
    : 'is not an https URL';
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Aspose's client ids are UUIDs and its secrets are not. If it is the other way round, they were probably swapped. */
export function findSwapHint(clientId: string, secret: unknown): string | undefined {
  if (clientId === '' || UUID.test(clientId) || typeof secret !== 'string' || !UUID.test(secret.trim()))
    return undefined;
  return 'the client id does not look like a UUID but the client secret does: the two may be swapped';
}

/** True for a number of bytes, such as 0. */
export function isByteCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
