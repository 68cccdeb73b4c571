// One process of a fleet. Makes calls when its parent says so, and sends the results.
import 'reflect-metadata';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';

const { lib, redis, options, storeOptions } = JSON.parse(process.env.MEMBER);
const from = (path) => import(pathToFileURL(join(lib, path)).href);
const [
  { resolveSettings },
  { createAccount },
  { AccountRegistry },
  { createAsposeClientFactory },
  { systemClock },
  { RedisTokenStore },
] = await Promise.all(
  [
    'options/resolve-options.js',
    'accounts/account.js',
    'accounts/account-registry.js',
    'http/aspose-client.js',
    'util/clock.js',
    'redis/index.js',
  ].map(from),
);

Logger.overrideLogger(false);
const client = new Redis(redis);
client.on('error', () => undefined);
const settings = resolveSettings(options, () => undefined);
const store = new RedisTokenStore(client, storeOptions);
const clock = systemClock();
const registry = new AccountRegistry(settings, (own) => createAccount(own, { clock, store }));
const account = registry.get();
const axios = createAsposeClientFactory(registry)(account).axiosRef;
let warnings = 0;
account.reporter.events$.subscribe(({ type }) => {
  if (type === 'store.failed') warnings += 1;
});

/** Makes that many calls, 20 at a time, or calls for `forMs`. */
async function run({ calls, forMs = 0 }) {
  const errors = [];
  let ok = 0;
  const until = Date.now() + forMs;
  const worker = async () => {
    while (calls > 0 || Date.now() < until) {
      calls -= 1;
      if (forMs > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await axios.get('/call').then(
        () => (ok += 1),
        (error) => errors.push(error.code ?? error.message),
      );
    }
  };
  await Promise.all(Array.from({ length: 20 }, worker));
  return { ok, failed: errors.length, errors: [...new Set(errors)], warnings, requests: account.manager.requestCount };
}

process.on('message', (order) => void run(order).then((result) => process.send(result)));
process.on('disconnect', () => process.exit(0));
process.send('ready');
