import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, jest } from '@jest/globals';
import { createClient, createSentinel } from 'redis';
import { createClient as createClient4 } from 'redis-4';
import { type RedisClient, RedisTokenStore, type RedisTokenStoreOptions } from '../../lib/redis/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';

class Unknown {
  readonly isUnknown = true;
}

/** Not connected: the constructor of the store sends nothing. */
const legacyMode = createClient4({ legacyMode: true });

const WRONG_CLIENTS: [name: string, client: unknown, message: string][] = [
  ['undefined', undefined, 'the client is undefined.'],
  ['null', null, 'the client is null.'],
  ['a URL', 'redis://user:password@localhost', 'the client is a string.'],
  ['a function', createClient, 'the client is a function (createClient).'],
  ['a class', Unknown, 'the client is a function (Unknown).'],
  ['a promise', Promise.resolve({}), 'the client is a promise, which needs an await.'],
  ['options', { url: 'redis://localhost' }, 'the client is a plain object.'],
  ['an object without a prototype', Object.create(null), 'the client is a plain object.'],
  ['another object', new Unknown(), 'the client is of the class Unknown.'],
  ['a client of redis 4 in legacyMode', legacyMode, 'the client is one of redis in legacyMode.'],
  ['a client with callbacks', createClient().legacy(), 'the client is of the class RedisLegacyClient.'],
];

describe('a RedisTokenStore', () => {
  it.each(WRONG_CLIENTS)('F-3 does not accept %s as its client', (_name, client, message) => {
    const create = () => new RedisTokenStore(client as RedisClient);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(`RedisTokenStore: ${message} Pass a client of ioredis, iovalkey, redis`);
    expect(create).not.toThrow(/password/);
  });

  it('accepts a client that is not connected yet', () => {
    const sentinel = createSentinel({ name: 'main', sentinelRootNodes: [{ host: '127.0.0.1', port: 1 }] });
    expect(() => new RedisTokenStore(sentinel)).not.toThrow();
  });

  it.each([
    [{ prefix: 5 }, /prefix is no string/],
    [{ timeoutMs: 0 }, /timeoutMs is no whole number of milliseconds above zero/],
    [{ timeoutMs: Number.POSITIVE_INFINITY }, /timeoutMs/],
    [{ leaseMs: Number.NaN }, /leaseMs/],
    [{ leaseMs: '3000' }, /leaseMs/],
    [{ leaseMs: 1.5 }, /leaseMs/],
    [null, /^RedisTokenStore: options must be an object$/],
    ['aspose:', /^RedisTokenStore: options must be an object$/],
    [{ timeout: 5 }, /^RedisTokenStore: timeout is not an option; did you mean timeoutMs\?$/],
    [
      { keyPrefix: 'x', leasMs: 1 },
      /keyPrefix is not an option. RedisTokenStore: leasMs is not an option; did you mean/,
    ],
  ])('does not accept the options %j', (options, message) => {
    const create = () => new RedisTokenStore({ call: jest.fn() } as never, options as RedisTokenStoreOptions);
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });
});

const rejectWithNothing = () => new Promise((_, reject) => setImmediate(reject));

/** Clients that are nothing but methods, as mocks are, and how they behave. */
const BEHAVIOURS: [name: string, method: (...words: unknown[]) => unknown, message: RegExp][] = [
  ['returns nothing', () => undefined, /returned undefined instead of a (promise|pipeline)/],
  ['returns itself', () => ({}), /returned a plain object instead of a (promise|pipeline)/],
  [
    'throws',
    () => {
      throw new Error('thrown at once');
    },
    /thrown at once/,
  ],
  ['rejects', () => Promise.reject(new Error('rejected')), /rejected|instead of a pipeline/],
  ['returns methods that reject', () => createAsyncPipeline(), /instead of a (promise|pipeline)/],
  ['rejects with nothing', () => rejectWithNothing(), /^undefined$|instead of a pipeline/],
  ['never responds', () => new Promise(() => undefined), /did not respond within 50 ms|instead of a pipeline/],
];

const createMock = (names: readonly string[], method: () => unknown) =>
  Object.fromEntries(names.map((name) => [name, method])) as unknown as RedisClient;

const MOCKS: [name: string, methods: string[]][] = [
  ['ioredis', ['call', 'sendCommand', 'get', 'set']],
  ['redis', ['set', 'get', 'pTTL', 'eval', 'multi', 'connect', 'sendCommand']],
  ['valkey-glide', ['customCommand', 'get', 'set']],
];

/** A pipeline whose methods return promises instead of the pipeline. */
const createAsyncPipeline = () => {
  const method = () => Promise.reject(new Error('rejected'));
  return createMock(['pTTL', 'get', 'eval', 'execAsPipeline'], method);
};

const CASES = MOCKS.flatMap(([mock, methods]) =>
  BEHAVIOURS.map(([name, method, message]) => [mock, name, methods, method, message] as const),
);

describe('B9 a client of', () => {
  it.each(CASES)('F-3 %s that %s makes every method reject', async (_mock, _name, methods, method, message) => {
    const store = new RedisTokenStore(createMock(methods, method), { timeoutMs: 50 });
    for (const work of [() => store.get('key'), () => store.set('key', 'value', 1_000), () => store.lease('key')]) {
      const failure: unknown = await work().then(
        () => 'no failure',
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      expect(failure).toMatch(message);
    }
  });
});

/** Runs a program of its own, and resolves to its exit code, its output and how long it ran. */
async function runProgram(lines: string[]) {
  const program = ["import { RedisTokenStore } from './lib/redis/index.ts';", ...lines].join('\n');
  const flags = ['--import', './test/support/typescript.mjs', '--input-type=module', '--eval', program];
  const child = spawn(process.execPath, flags, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('a process', () => {
  it.each(MOCKS)('B9 F-3 survives a mock of %s whose methods return nothing', async (_name, methods) => {
    const { code, output } = await runProgram([
      `const names = ${JSON.stringify(methods)};`,
      'const client = Object.fromEntries(names.map((name) => [name, () => undefined]));',
      'const store = new RedisTokenStore(client, { timeoutMs: 50 });',
      "const work = [store.get('key'), store.set('key', 'value', 1), store.lease('key')];",
      'const results = await Promise.allSettled(work);',
      'setTimeout(() => console.log(results.map(({ status }) => status).join()), 200);',
    ]);
    expect({ code, output }).toEqual({ code: 0, output: 'rejected,rejected,rejected\n' });
  });

  it('T-1 is not kept alive by the timeout of a store, and ends without an unhandled rejection', async () => {
    const { code, output } = await runProgram([
      'const store = new RedisTokenStore({ call: () => new Promise(() => undefined) }, { timeoutMs: 600_000 });',
      "void store.get('key');",
      "void store.lease('key');",
      "process.on('exit', () => console.log('ended'));",
    ]);
    expect({ code, output }).toEqual({ code: 0, output: 'ended\n' });
  });

  it('F-3 handles a response that arrives after the timeout', async () => {
    const { code, output } = await runProgram([
      "const late = () => new Promise((_, reject) => setTimeout(reject, 100, new Error('late')));",
      'const store = new RedisTokenStore({ call: late }, { timeoutMs: 20 });',
      "const work = [store.get('key'), store.set('key', 'value', 1), store.lease('key')];",
      'const results = await Promise.allSettled(work);',
      'setTimeout(() => console.log(results.map(({ status }) => status).join()), 400);',
    ]);
    expect({ code, output }).toEqual({ code: 0, output: 'rejected,rejected,rejected\n' });
  });
});

/** Replies of a client by command. Anything else is as Redis replies. */
const createReplying = (replies: Record<string, unknown>): RedisClient => ({
  call: (command) => Promise.resolve({ get: null, pttl: -2, set: 'OK', eval: 1, ...replies }[command]),
});

const text = (value: string) => new TextEncoder().encode(value);

describe('replies to GET and PTTL', () => {
  it.each([
    ['text and a number', 'value', 1_000],
    ['a Buffer and a bigint', Buffer.from('value'), 1_000n],
    ['a Uint8Array and text', text('value'), '1000'],
    ['part of a Uint8Array and bytes', text('<value>').subarray(1, 6), text('1000')],
  ])('F-3 are read if they are %s', async (_name, get, pttl) => {
    const store = new RedisTokenStore(createReplying({ get, pttl }));
    await expect(store.get('key')).resolves.toEqual({ value: 'value', ttlMs: 1_000 });
  });

  it.each([
    ['no key', null, -2],
    ['a key that expires between the two', null, 5],
    ['a key that is created between the two', 'value', -2],
    ['a key that never expires, which is none of the store', 'value', -1],
  ])('are no value for %s', async (_name, get, pttl) => {
    await expect(new RedisTokenStore(createReplying({ get, pttl })).get('key')).resolves.toBeUndefined();
  });

  it.each([
    [{ get: undefined, pttl: 5 }, 'GET with undefined'],
    [{ get: new Map(), pttl: 5 }, 'GET with of the class Map'],
    [{ get: 5, pttl: 5 }, 'GET with a number'],
    [{ get: 'value', pttl: 'soon' }, 'PTTL with a string'],
    [{ get: 'value', pttl: undefined }, 'PTTL with undefined'],
    [{ get: 'value', pttl: 1.5 }, 'PTTL with a number'],
  ])('F-3 fail if they are %j', async (replies, message) => {
    await expect(new RedisTokenStore(createReplying(replies)).get('key')).rejects.toThrow(message);
  });
});

describe('a reply to SET', () => {
  it.each([['OK'], [Buffer.from('OK')]])('F-3 may be %j', async (set) => {
    const store = new RedisTokenStore(createReplying({ set }));
    await expect(store.set('key', 'value', 1)).resolves.toBeUndefined();
    await expect(store.lease('key')).resolves.toBeDefined();
  });

  it.each([[undefined], ['QUEUED'], [1], [true], [{}]])('F-3 fails if it is %j', async (set) => {
    const store = new RedisTokenStore(createReplying({ set }));
    await expect(store.set('key', 'value', 1)).rejects.toThrow('the Redis client replied to SET with');
    await expect(store.lease('key')).rejects.toThrow('the Redis client replied to SET with');
  });
});

describe('an application', () => {
  it.each([
    ['returns nothing', () => undefined],
    ['resolves to nothing', () => Promise.resolve()],
    ['resolves to objects', () => Promise.resolve({})],
  ])('F-3 whose client %s has one warning and no failed call', async (_name, call) => {
    const fake = await FakeAspose.start();
    const { axios, events } = authorized({ ...fake.options, store: new RedisTokenStore({ call } as never) });
    for (let round = 0; round < 3; round += 1) {
      fake.revokeAll();
      await axios.get('/call');
    }
    expect(events.filter(({ type }) => type === 'store.failed')).toHaveLength(1);
    await fake.stop();
  });
});
