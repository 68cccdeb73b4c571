import { createHash, type Hash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';

const MEGABYTES = Number(process.env.SOAK_MEGABYTES ?? 500);
const MAX_GROWTH_MB = 150;
const block = randomBytes(2 ** 20);

/** Yields that many megabytes, each different, generated as they are read. */
function* megabytes(count = MEGABYTES): Generator<Buffer> {
  for (let number = 0; number < count; number += 1) {
    const next = Buffer.from(block);
    next.writeUInt32BE(number);
    yield next;
  }
}

async function digest(source: AsyncIterable<Buffer> | Iterable<Buffer>, onBytes?: (read: number) => void) {
  const hash: Hash = createHash('sha256');
  let read = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    read += chunk.length;
    onBytes?.(read);
  }
  return { sha256: hash.digest('hex'), read };
}

/** Watches the process. The returned function tells by how many megabytes it has grown at its peak. */
function watchMemory() {
  const rss = () => process.memoryUsage.rss() / 2 ** 20;
  const before = rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, rss());
  }, 20);
  return () => {
    clearInterval(timer);
    return Math.round(Math.max(peak, rss()) - before);
  };
}

interface Upload {
  readonly sha256: string;
  readonly read: number;
  readonly status: number;
}

/** An API that stores nothing: hashes uploads, generates downloads, and revokes every token in the middle of one. */
class Sink {
  readonly uploads: Upload[] = [];
  /** Bytes of the next transfer after which the tokens are revoked. */
  revokeAt = Number.POSITIVE_INFINITY;
  readonly #server: Server;

  constructor(private readonly fake: FakeAspose) {
    this.#server = createServer((request, response) => {
      void this.#respond(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isValid = () => this.fake.valid.has(request.headers.authorization?.slice(7) ?? '');
    if (request.method === 'GET') {
      if (!isValid()) return void response.writeHead(401).end();
      return pipeline(Readable.from(megabytes()), response);
    }
    const { sha256, read } = await digest(request as AsyncIterable<Buffer>, (bytes) => {
      if (bytes < this.revokeAt) return;
      this.revokeAt = Number.POSITIVE_INFINITY;
      this.fake.revokeAll();
    });
    const status = isValid() ? 200 : 401;
    this.uploads.push({ sha256, read, status });
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ sha256 }));
  }
}

describe(`H-4 ${MEGABYTES} MB each way`, () => {
  let fake: FakeAspose;
  let sink: Sink;
  let baseUrl: string;
  beforeEach(async () => {
    fake = await FakeAspose.start();
    sink = new Sink(fake);
    baseUrl = await sink.listen();
  });
  afterEach(async () => {
    await sink.stop();
    await fake.stop();
  });

  it('go through AsposeClient in flat memory, whole, and a revocation in the middle costs one replay', async () => {
    const { axios: client } = authorized({ ...fake.options, baseUrl, tokenUrl: `${fake.url}/connect/token` });
    const { sha256 } = await digest(megabytes());
    const total = MEGABYTES * 2 ** 20;

    sink.revokeAt = total / 2;
    const uploadGrowth = watchMemory();
    // follow-redirects keeps the whole body in memory in case of a redirect, unless redirects are off
    const config = { maxRedirects: 0 };
    const upload = await client.put<{ sha256: string }>('/file', () => Readable.from(megabytes()), config);
    const uploaded = uploadGrowth();

    const downloadGrowth = watchMemory();
    fake.revokeAll();
    const { data } = await client.get<Readable>('/file', { responseType: 'stream' });
    const download = await digest(data as AsyncIterable<Buffer>);
    const downloaded = downloadGrowth();

    const report = { megabytes: MEGABYTES, uploadGrowthMb: uploaded, downloadGrowthMb: downloaded };
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(upload.data.sha256).toBe(sha256);
    expect(sink.uploads).toEqual([
      { sha256, read: total, status: 401 },
      { sha256, read: total, status: 200 },
    ]);
    expect(download).toEqual({ sha256, read: total });
    expect(fake.tokenRequests).toHaveLength(3);
    expect(uploaded).toBeLessThan(MAX_GROWTH_MB);
    expect(downloaded).toBeLessThan(MAX_GROWTH_MB);
  }, 300_000);
});
