import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Opens the port on 127.0.0.1, and nowhere else. Resolves to the port. */
export async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(new Error(describe(error, port), { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Closes the port and cuts every connection, answered or not. */
export async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

function describe(error: NodeJS.ErrnoException, port: number): string {
  if (error.code === 'EADDRINUSE') {
    return `AsposeSandbox: port ${port} of 127.0.0.1 is in use. Choose another one, or 0 for any free port.`;
  }
  if (error.code === 'EACCES') return `AsposeSandbox: this process may not open port ${port}. Choose one above 1023.`;
  return `AsposeSandbox could not open port ${port} of 127.0.0.1: ${error.message}`;
}
