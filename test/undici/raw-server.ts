import { createServer, type Socket } from 'node:net';

/** A TCP server that writes exactly the bytes that a test specifies. */
export interface RawServer {
  readonly url: string;
  /** Number of connections that were opened. */
  readonly opened: () => number;
  /** Number of open connections whose request has no complete response yet. */
  readonly busy: () => number;
  stop(): Promise<void>;
}

/** @param onHead Called for the head of each request. Returns `true` if it has written the complete response. */
export async function rawServer(onHead: (socket: Socket, head: string) => unknown): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const busy = new Set<Socket>();
  let opened = 0;
  const server = createServer((socket) => {
    opened += 1;
    sockets.add(socket);
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = text.slice(0, end);
      text = '';
      busy.add(socket);
      if (onHead(socket, head) === true) busy.delete(socket);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      sockets.delete(socket);
      busy.delete(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    opened: () => opened,
    busy: () => busy.size,
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
