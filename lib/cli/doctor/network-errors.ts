/** What a connection was made to, as messages name it. */
export interface NetworkTarget {
  /** `host` or `host:port`, followed by the variable of the proxy if it is one. */
  readonly name: string;
  /** The variable that specifies the address. */
  readonly variable: string;
  readonly timeoutMs: number;
}

/** A network error in words. */
export interface NetworkError {
  readonly text: string;
  readonly fix: string;
}

const UNTRUSTED = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/;

/** Explains the code of a system, DNS, TLS or HTTP parser error, and how to fix it. */
export function describeNetworkError(code: string, { name, variable, timeoutMs }: NetworkTarget): NetworkError {
  const error = (text: string, fix: string): NetworkError => ({ text: `${text} (${code})`, fix });
  if (UNTRUSTED.includes(code)) {
    return error(
      `TLS: the certificate of ${name} is not signed by an authority that Node trusts`,
      'if a proxy inspects TLS, or the authority is your own, set NODE_EXTRA_CA_CERTS to a file with its certificate',
    );
  }
  if (code.startsWith('ERR_SSL_') || code === 'EPROTO') {
    return error(
      `TLS: ${name} does not speak TLS`,
      `correct the port in ${variable}, or write http:// if the server has no TLS`,
    );
  }
  if (code.startsWith('HPE_')) return error(`${name} does not speak HTTP`, `correct the host and port in ${variable}`);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return error(
        `TLS: the certificate of ${name} has expired, by this machine's clock`,
        "check this machine's clock first. If it is right, the operator of the server must renew the certificate",
      );
    case 'CERT_NOT_YET_VALID':
      return error(
        `TLS: the certificate of ${name} is not valid yet, by this machine's clock`,
        "check this machine's clock first. If it is right, the operator of the server must replace the certificate",
      );
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return error(
        `TLS: the certificate of ${name} is for another host name`,
        `use the host name of the certificate in ${variable}. If ${variable} is right, another server responds instead`,
      );
    case 'ENOTFOUND':
      return error(
        `the host name ${name} cannot be resolved`,
        `check the host in ${variable}, and that this machine is online. Behind a proxy, set HTTPS_PROXY`,
      );
    case 'EAI_AGAIN':
      return error(
        `no network: no DNS server responds for ${name}`,
        'connect this machine to the network, or check its DNS. Behind a proxy, set HTTPS_PROXY',
      );
    case 'ECONNREFUSED': {
      const sandbox = LOOPBACK.test(name) ? '. To start a local emulator, run: npx aspose-cloud-sandbox' : '';
      return error(
        `no server listens at ${name}`,
        `start the server, or correct the host and port in ${variable}${sandbox}`,
      );
    }
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
      return error(`no network: there is no route to ${name}`, 'connect this machine to the network, or to its VPN');
    case 'ETIMEDOUT':
      return error(
        `no response from ${name} within ${timeoutMs} ms`,
        'a firewall may drop the connection, or the server is overloaded. Behind a proxy, set HTTPS_PROXY',
      );
    case 'ECONNRESET':
    case 'EPIPE':
      return error(
        `${name} closed the connection without a response`,
        `try again. If it persists, check for a firewall, and that the port in ${variable} is right`,
      );
    default:
      return error(`the connection to ${name} failed`, `check ${variable} and the network`);
  }
}
