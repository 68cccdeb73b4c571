/** The protocols of this package and their default ports. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** The port of an address: its own, or the default of its protocol. 0 if there is neither. */
export function getPort({ port, protocol }: URL): number {
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port);
}

/** The host of an address, an IPv6 literal without its brackets. */
export function getHost({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

/** The credentials in an address as `user:password`, percent-decoded. `undefined` if it has none. */
export function getCredentials({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `${decodePercent(username)}:${decodePercent(password)}`;
}

/** Returns text with a malformed escape (`100%`) unchanged. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
