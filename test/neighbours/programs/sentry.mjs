// @sentry/node with everything that it can record, and a transport that sends nothing.
import * as Sentry from '@sentry/node';

const envelopes = [];
Sentry.init({
  dsn: 'https://key@sentry.test/1',
  sendDefaultPii: true,
  tracesSampleRate: 1,
  normalizeDepth: 12,
  integrations: [Sentry.extraErrorDataIntegration({ depth: 12, captureErrorCause: true })],
  transport: () => ({
    send: (envelope) => {
      envelopes.push(envelope);
      return Promise.resolve({ statusCode: 200 });
    },
    flush: () => Promise.resolve(true),
  }),
});
const { authorized } = await import('../../support/authorized.js');
const { FakeAspose, json } = await import('../../support/fake-aspose.js');

const fake = await FakeAspose.start();
const { axios } = authorized(fake.options);
await Sentry.startSpan({ name: 'work' }, async () => {
  const { status } = await axios.get('/x');
  fake.revokeAll();
  await axios.get('/x');
  fake.onApi = (_seen, response) => json(response, 500, {});
  for (const config of [{}, { adapter: 'fetch' }, { maxRedirects: 0 }]) {
    const error = await axios.get('/x', config).catch((cause) => cause);
    Sentry.captureException(error, { extra: { error, response: error.response, request: error.request } });
  }
  Sentry.captureMessage('done', { extra: { status } });
});
await Sentry.flush();
const text = JSON.stringify(envelopes, (_name, value) => (typeof value === 'bigint' ? String(value) : value));
const events = envelopes.flatMap(([, items]) => items.map(([{ type }]) => type));
const counts = ['event', 'span'].map((type) => events.filter((other) => other === type).length);
console.log(JSON.stringify({ counts, leaks: [/tok-/.test(text), text.includes(fake.clientSecret)] }));
await fake.stop();
process.exit(0);
