import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

export const title = 'Leaks';
export const text =
  'An absolute URL of a foreign origin, which answers 401; the error of a call that the API answers with 500, and the error of a call while the token endpoint rejects the credentials, printed.';
export const timeoutMs = 30_000;
export const columns = [
  { key: 'foreign', title: 'token sent to a foreign origin' },
  { key: 'foreignToken', title: 'token requests because of its 401', digits: 0 },
  { key: 'apiError', title: 'printed error of the API shows' },
  { key: 'tokenError', title: 'printed error of the endpoint shows' },
];

export const isFor = ({ isBare, name }) => !isBare && !['static-http-service', 'undici-request'].includes(name);

const MAX_MS = 2_000;
const bounded = (promise) =>
  Promise.race([
    promise.then(
      () => undefined,
      (error) => error,
    ),
    sleep(MAX_MS, 'hangs'),
  ]);

function json(value) {
  try {
    return JSON.stringify(value);
  } catch {
    return '';
  }
}

/** Names the secrets that a log of the error would show, at any depth. */
function findSecrets(error, secrets) {
  if (error === 'hangs') return 'hangs';
  const text = [inspect(error, { depth: 12 }), json(error), String(error?.stack)].join('\n');
  const found = Object.entries(secrets).filter(([, secret]) => secret.test(text));
  return found.map(([name]) => name).join(', ') || 'nothing';
}

async function callForeign({ adapter, control, foreignUrl }, call) {
  if (adapter.hasFixedPaths) return { foreign: 'has no such call', foreignToken: undefined };
  await control.set({ foreignStatus: 401 });
  await control.reset();
  await bounded(call(`${foreignUrl}/v4.0/words/a.docx`));
  const { foreignBearers, tokenRequests } = await control.counters();
  return { foreign: foreignBearers > 0 ? 'YES' : 'no', foreignToken: tokenRequests };
}

export async function run(bench) {
  const { control, start, adapter, url } = bench;
  // The token has 854 characters, the secret 32; a part of either is enough.
  const secrets = { token: /Bearer [\w-]{40}|"[\w-]{800}/, secret: /(client_secret|clientSecret)\W+[0-9a-f]{32}/ };
  const { call } = await start();
  const one = () => call('/v4.0/words/a.docx');
  await one().catch(one);
  const foreignFigures = await callForeign(bench, call);
  await control.set({ apiStatus: 500 });
  const apiError = findSecrets(await bounded(one()), secrets);
  await control.set({ apiStatus: 200 });
  const wrong = { clientId: 'unknown', clientSecret: 'f'.repeat(32) };
  const stranger = await adapter.start(url, wrong, {});
  const tokenError = findSecrets(await bounded(stranger.call('/v4.0/words/a.docx')), secrets);
  return { ...foreignFigures, apiError, tokenError };
}
