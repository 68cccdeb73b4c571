import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { generate } from 'selfsigned';

/** A TLS server on loopback that forwards to a plain one. */
export interface TlsFront {
  /** Its address, which the certificate names. */
  readonly url: string;
  /** Certificate that a client has to trust. */
  readonly ca: string;
  stop(): Promise<void>;
}

/** Creates a certificate, and puts TLS in front of the server at `behind`, whose plain address stays open. */
export async function tlsFront(behind: string): Promise<TlsFront> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const open = new Set<{ destroy(): void }>();
  const server = createServer({ key, cert }, (socket) => {
    const onward = connect(Number(new URL(behind).port), '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.on('tlsClientError', () => undefined); // a client that does not trust the certificate
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const stop = async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `https://127.0.0.1:${port}`, ca: cert, stop };
}
