import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import axios, { type AxiosInstance, type AxiosRequestConfig, type AxiosResponse } from 'axios';
import fc from 'fast-check';
import NpmFormData from 'form-data';
import { undiciAdapter } from '../../lib/undici/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose, json, type Seen } from '../support/fake-aspose.js';

const payload = randomBytes(20_000);
const marker = payload.subarray(5_000, 5_064);
const sha = createHash('sha256').update(payload).digest('hex');

async function* splitLater() {
  for (let at = 0; at < payload.length; at += 3_000) {
    await Promise.resolve();
    yield payload.subarray(at, at + 3_000);
  }
}
function* splitLarge() {
  for (let part = 0; part < 40; part += 1) yield payload;
}

/** How a body is handed over; `whole` tells from what the server has read whether all of it arrived. */
const bodies = {
  none: { data: () => undefined, whole: ({ body }: Seen) => body.length === 0 },
  buffer: { data: () => payload, whole: ({ sha256 }: Seen) => sha256 === sha },
  blob: { data: () => new Blob([payload]), whole: ({ sha256 }: Seen) => sha256 === sha },
  stream: {
    data: () => Readable.from([payload.subarray(0, 9_000), payload.subarray(9_000)]),
    whole: ({ sha256 }: Seen) => sha256 === sha,
  },
  factory: { data: () => () => Readable.from([payload]), whole: ({ sha256 }: Seen) => sha256 === sha },
  iterable: {
    data: () => splitLater(),
    whole: ({ sha256 }: Seen) => sha256 === sha,
  },
  web: { data: () => new Blob([payload]).stream(), whole: ({ sha256 }: Seen) => sha256 === sha },
  large: {
    data: () => Readable.from(splitLarge(), { objectMode: false }),
    whole: ({ body }: Seen) => body.length === 40 * payload.length,
  },
  'form factory': {
    data: () => () => {
      const form = new NpmFormData();
      form.append('file', Readable.from([payload]), { filename: 'a.bin', knownLength: payload.length });
      return form;
    },
    whole: ({ body }: Seen) => body.includes(payload),
  },
  form: {
    data: () => {
      const form = new FormData();
      form.set('file', new Blob([payload]), 'a.bin');
      return form;
    },
    whole: ({ body }: Seen) => body.includes(payload),
  },
  package: {
    data: () => {
      const form = new NpmFormData();
      form.append('file', payload, 'a.bin');
      return form;
    },
    whole: ({ body }: Seen) => body.includes(marker) && body.includes(payload),
  },
};
const answers = [
  'ok',
  'revoke',
  'revoke-early',
  'early',
  'challenge',
  'forbidden',
  'error',
  'break',
  'redirect-own',
  'redirect-away',
  'slow',
] as const;
const plan = fc.record({
  body: fc.constantFrom(...(Object.keys(bodies) as (keyof typeof bodies)[])),
  answer: fc.constantFrom(...answers),
  responseType: fc.constantFrom('json', 'stream', 'arraybuffer', 'text') as fc.Arbitrary<'json'>,
  adapter: fc.constantFrom('http', 'undici', 'fetch'),
  aborts: fc.boolean(),
  /** Bytes of a one-shot body that are kept. */
  budget: fc.constantFrom(1_048_576, 1_048_576, 10_000, 0),
  timeout: fc.constantFrom(10_000, 0),
});
type Plan = typeof plan extends fc.Arbitrary<infer P> ? P : never;

/** The server's side: what arrived for each call, and what it was told. */
function script(fake: FakeAspose, third: FakeAspose, plans: ReadonlyMap<string, Plan>) {
  const accepted = new Map<string, Seen[]>();
  fake.onHead = ({ headers }, response) => {
    const id = String(headers['x-call']);
    const answer = plans.get(id)?.answer;
    const isFirst = answer === 'revoke-early' && !accepted.has(`${id} seen`);
    if (isFirst) {
      accepted.set(`${id} seen`, []);
      fake.valid.delete(headers.authorization?.slice(7) ?? '');
    }
    if (isFirst || answer === 'early') json(response, isFirst ? 401 : 413, {});
    return isFirst || answer === 'early';
  };
  fake.onApi = async (seen, response) => {
    const id = String(seen.headers['x-call']);
    const { answer } = plans.get(id) ?? { answer: 'ok' };
    const token = seen.headers.authorization?.slice(7) ?? '';
    if (answer === 'revoke' && !accepted.has(`${id} seen`)) {
      accepted.set(`${id} seen`, []);
      fake.valid.delete(token);
    }
    if (answer === 'challenge')
      return json(response, 401, {}, { 'www-authenticate': 'Bearer error="insufficient_scope"' });
    if (answer === 'forbidden') return json(response, 403, {});
    if (answer === 'error') return json(response, 500, {});
    if (answer === 'break') return void response.destroy();
    if (answer === 'redirect-away') return void response.writeHead(302, { location: `${third.url}/away` }).end();
    if (!fake.valid.has(token)) return json(response, 401, {});
    if (answer === 'redirect-own' && !seen.url.includes('landed')) {
      return void response.writeHead(307, { location: `${fake.url}/landed` }).end();
    }
    if (answer === 'slow') await sleep(20);
    accepted.set(id, [...(accepted.get(id) ?? []), seen]);
    return json(response, 200, { ok: true });
  };
  return accepted;
}

describe('H-1 … H-4, H-7 under any mixture of bodies, answers, revocations, redirects, aborts and shutdowns', () => {
  const calls = Number(process.env.TRANSPORT_CALLS ?? 2_000);
  it(`${calls} calls: success was received whole exactly once, failure was not success, no token went abroad`, async () => {
    const [fake, third] = await Promise.all([FakeAspose.start(), FakeAspose.start()]);
    third.onApi = (_seen, response) => json(response, 401, {});
    const plans = new Map<string, Plan>();
    const accepted = script(fake, third, plans);
    const { authorizer } = authorized(fake.options);
    const one = async (client: AxiosInstance, id: string) => {
      const { body, responseType, aborts, ...drawn } = plans.get(id)!;
      const adapter = drawn.adapter === 'undici' ? undiciAdapter : drawn.adapter;
      const signal = aborts ? AbortSignal.timeout(1 + (Number(id) % 30)) : undefined;
      const method = body === 'none' ? 'get' : 'post';
      const config: AxiosRequestConfig = {
        url: '/x',
        method,
        headers: { 'x-call': id },
        responseType,
        adapter,
        signal,
      };
      return client
        .request({
          ...config,
          data: bodies[body].data(),
          timeout: drawn.timeout,
          asposeAuth: { replayBufferBytes: drawn.budget },
        })
        .then(
          ({ status, data }) => {
            if (data instanceof Readable) data.resume();
            else if (data instanceof ReadableStream) void data.cancel();
            return status;
          },
          () => 0,
        );
    };
    for (const [index, drawn] of fc.sample(plan, { numRuns: calls, seed: Number(process.env.SEED ?? 1) }).entries()) {
      plans.set(String(index), drawn);
    }
    const ids = [...plans.keys()];
    const late: AxiosResponse[] = [];
    const problems: string[] = [];
    for (let from = 0; from < ids.length; from += 50) {
      const batch = ids.slice(from, from + 50);
      const client = axios.create({ baseURL: fake.url });
      const detach = authorizer.attach(client);
      const calls = Promise.all(batch.map((id) => one(client, id)));
      // In every second batch the application shuts down meanwhile: its calls keep their token, and later ones have none.
      if (from % 100 > 0) await sleep(from % 30);
      else await calls;
      detach();
      if (from % 1_000 === 50)
        late.push(await client.get('/late', { headers: { 'x-call': 'late' }, validateStatus: null }));
      const statuses = await calls;
      batch.forEach((id, place) => {
        const arrived = accepted.get(id) ?? [];
        const { body } = plans.get(id)!;
        const isSuccess = statuses[place] === 200;
        if (arrived.length > 1) problems.push(`${id} arrived ${arrived.length} times`);
        if (isSuccess && arrived.length !== 1) problems.push(`${id} succeeded and arrived ${arrived.length} times`);
        const isBodyless = arrived[0]?.method === 'GET' || body === 'none';
        if (isSuccess && !isBodyless && !bodies[body].whole(arrived[0]!))
          problems.push(`${JSON.stringify(plans.get(id))} is not whole`);
      });
    }
    await Promise.all([fake.stop(), third.stop()]);
    const abroad = third.apiRequests.filter(({ headers }) => headers.authorization);
    expect({ problems, abroad: abroad.length }).toEqual({ problems: [], abroad: 0 });
    expect(late.length).toBeGreaterThan(0);
    expect(late.filter(({ status }) => status !== 401)).toEqual([]);
    expect(accepted.size).toBeGreaterThan(calls / 5);
  }, 900_000);
});
