/** What went wrong on the way to a server. */
export interface Trouble {
  readonly text: string;
  readonly fix: string;
}

/** Where it went wrong, as messages name it. */
export interface Place {
  /** `host`, or `host:port`. */
  readonly at: string;
  /** The variable that holds the address. */
  readonly label: string;
  readonly timeoutMs: number;
}

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

/** The code of a system, DNS or TLS error as words, with the fix. */
export function judgeTrouble(code: string, { at, label, timeoutMs }: Place): Trouble {
  const trouble = (text: string, fix: string): Trouble => ({ text: `${text} (${code})`, fix });
  if (UNTRUSTED.includes(code)) {
    const fix =
      'where a proxy inspects TLS, or the authority is your own, set NODE_EXTRA_CA_CERTS to a file with its certificate';
    return trouble(`TLS: the certificate of ${at} is not from an authority that Node trusts`, fix);
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return trouble(`TLS: ${at} does not speak it`, `correct the port in ${label}; http:// is for this machine only`);
  }
  if (code.startsWith('HPE_')) return trouble(`${at} does not speak HTTP`, `correct host and port in ${label}`);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID': {
      const [when, whom] = code === 'CERT_HAS_EXPIRED' ? ['has expired', 'renew'] : ['is not valid yet', 'replace'];
      const fix = `check this machine's clock first; if it is right, whoever runs the server has to ${whom} the certificate`;
      return trouble(`TLS: by this machine's clock the certificate of ${at} ${when}`, fix);
    }
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return trouble(
        `TLS: the certificate of ${at} is for another name`,
        `use in ${label} the name that the certificate is for; if it is right there, somebody else answers in its place`,
      );
    case 'ENOTFOUND':
      return trouble(
        `the name ${at} has no address`,
        `check the host in ${label}, and that this machine is online; behind a proxy, set HTTPS_PROXY`,
      );
    case 'EAI_AGAIN':
      return trouble(
        `no network: no name server answers for ${at}`,
        'connect this machine, or check its DNS; behind a proxy, set HTTPS_PROXY',
      );
    case 'ECONNREFUSED':
      return trouble(`nobody listens at ${at}`, `start the server, or correct host and port in ${label}`);
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return trouble(`no network: there is no route to ${at}`, 'connect this machine, or its VPN');
    case 'ETIMEDOUT':
      return trouble(
        `no answer from ${at} within ${timeoutMs} ms`,
        'a firewall may drop it, or the server is overloaded; behind a proxy, set HTTPS_PROXY',
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return trouble(
        `${at} closed the connection without an answer`,
        `a firewall may be in between, or ${label} names a port that speaks another protocol; try again`,
      );
    default:
      return trouble(`the connection to ${at} failed`, `check ${label} and the network`);
  }
}
