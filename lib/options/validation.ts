/** True for a host that never leaves this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  );
}

/**
 * What is wrong with an address that a secret or a token would be sent to, or `undefined` where nothing is.
 * Only https carries them, except on loopback, where nobody else listens.
 */
export function findAddressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is not an absolute URL such as https://api.aspose.cloud';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'holds credentials; leave them out of the URL';
  if (url.hash !== '') return 'holds a fragment (#…); leave it out';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return undefined;
  return url.protocol === 'http:'
    ? 'is plain http, which shows tokens to the network; use https (http is for loopback only)'
    : 'is not an https URL';
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Aspose's client ids are UUIDs and its secrets are not: the other way round they were probably swapped. */
export function findSwapHint(clientId: string, secret: unknown): string | undefined {
  if (clientId === '' || UUID.test(clientId) || typeof secret !== 'string' || !UUID.test(secret.trim()))
    return undefined;
  return 'the client id does not look like a UUID but the client secret does: the two may be swapped';
}
