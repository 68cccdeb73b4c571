// OpenTelemetry's instrumentation of node:http and of undici: spans for the token request, the 401 and the replay.
import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { HttpInstrumentation } from '@opentelemetry/instrumentation-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
trace.setGlobalTracerProvider(provider);
propagation.setGlobalPropagator(new W3CTraceContextPropagator());
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
for (const Instrumentation of [HttpInstrumentation, UndiciInstrumentation]) {
  const instrumentation = new Instrumentation();
  instrumentation.setTracerProvider(provider);
  instrumentation.enable();
}
// The instrumentation replaces functions of the module as CommonJS sees it; what is imported before keeps the old ones.
const { createRequire } = await import('node:module');
createRequire(import.meta.url)('node:http');
const undici = await import('undici');
const { createUndiciAdapter } = await import('../../../lib/undici/undici-adapter.js');
const { authorized } = await import('../../support/authorized.js');
const { FakeAspose } = await import('../../support/fake-aspose.js');

const results = {};
for (const [name, http] of Object.entries({ http: {}, undici: { adapter: createUndiciAdapter(undici) } })) {
  const fake = await FakeAspose.start();
  const { axios } = authorized({ ...fake.options, http });
  await axios.get('/warm-up');
  exporter.reset();
  fake.revokeAll();
  await trace.getTracer('test').startActiveSpan('parent', async (parent) => {
    await axios.get('/x');
    parent.end();
  });
  const spans = exporter.getFinishedSpans().filter(({ kind }) => kind === 2);
  const statuses = spans.map(({ attributes }) => attributes['http.response.status_code'] ?? attributes['http.status_code']);
  const text = JSON.stringify(spans.map(({ attributes, events, name: title }) => [title, attributes, events]));
  const isTraced = fake.apiRequests.slice(-2).every(({ headers }) => /^00-/.test(headers.traceparent ?? ''));
  results[name] = { statuses: statuses.sort(), isTraced, leaks: [/tok-/.test(text), text.includes(fake.clientSecret)] };
  await fake.stop();
}
console.log(JSON.stringify(results));
