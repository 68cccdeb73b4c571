import { expect, it, jest } from '@jest/globals';
import { DiagLogLevel, diag, metrics, trace } from '@opentelemetry/api';
import { CHANNELS, TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { telemetryApp } from './telemetry-app.js';

const listening = () => [...Object.values(CHANNELS), TOKEN_AWAITED].filter(({ hasSubscribers }) => hasSubscribers);

it('AsposeAuthTelemetryModule is no hindrance without an SDK, and leaves nobody listening', async () => {
  const fake = await FakeAspose.start();
  expect(listening()).toEqual([]);
  const { app, call } = await telemetryApp(fake.options);
  expect(listening()).toHaveLength(Object.keys(CHANNELS).length + 1);
  await call();
  fake.revokeAll();
  expect((await call()).status).toBe(200);
  await app.close();
  expect(listening()).toEqual([]);
  await fake.stop();
});

it('AsposeAuthTelemetryModule passes what an SDK throws to OpenTelemetry’s log, and no call fails', async () => {
  const fake = await FakeAspose.start();
  const broken = () => {
    throw new Error('this SDK is broken');
  };
  const error = jest.fn();
  const quiet = () => undefined;
  diag.setLogger({ error, warn: quiet, info: quiet, debug: quiet, verbose: quiet }, DiagLogLevel.ERROR);
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: broken, startActiveSpan: broken }) });
  const { app, call } = await telemetryApp(fake.options);
  expect((await call()).status).toBe(200);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('not recorded'), expect.any(Error));
  await app.close();
  for (const api of [trace, metrics, diag]) api.disable();
  await fake.stop();
});
