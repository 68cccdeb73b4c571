/** Where a connection goes to first: the server itself, or a proxy that a variable names. */
export interface Way {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** The variable that names the proxy. */
  readonly via?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const portOf = ({ port, protocol }: URL) => (port === '' ? (DEFAULT_PORTS[protocol] ?? 0) : Number(port));
const bare = (hostname: string) => hostname.replace(/^\[(.*)\]$/, '$1');

/** The first of both spellings that is set. */
function variable(env: Env, name: string): { name: string; value: string } | undefined {
  for (const spelling of [name, name.toUpperCase()]) {
    const value = env[spelling];
    if (value) return { name: spelling, value };
  }
  return undefined;
}

/** `no_proxy`: names, `.suffixes`, `*suffixes` and `*`, each with or without a port. */
function isExempt(url: URL, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      const [, host = entry, port] = /^(.+):(\d+)$/.exec(entry) ?? [];
      if (port !== undefined && Number(port) !== portOf(url)) return false;
      return /^[.*]/.test(host) ? url.hostname.endsWith(host.replace(/^\*/, '')) : url.hostname === host;
    });
}

/** The way to an address, by the rules that axios follows. */
export function wayTo(address: string, env: Env): Way {
  const url = new URL(address);
  const direct = { host: bare(url.hostname), port: portOf(url), tls: url.protocol === 'https:' };
  const proxy = variable(env, `${url.protocol.slice(0, -1)}_proxy`) ?? variable(env, 'all_proxy');
  if (proxy === undefined || isExempt(url, variable(env, 'no_proxy')?.value ?? '')) return direct;
  const named = proxy.value.includes('://') ? proxy.value : `${url.protocol}//${proxy.value}`;
  if (!URL.canParse(named)) return direct;
  const { hostname, protocol } = new URL(named);
  return { host: bare(hostname), port: portOf(new URL(named)), tls: protocol === 'https:', via: proxy.name };
}
