import { expect, it, jest } from '@jest/globals';
import { DiagLogLevel, diag, metrics, trace } from '@opentelemetry/api';
import { CHANNELS, TOKEN_AWAITED } from '../../lib/events/diagnostics-channels.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { telemetryApp } from './telemetry-app.js';

const getSubscribedChannels = () =>
  [...Object.values(CHANNELS), TOKEN_AWAITED].filter(({ hasSubscribers }) => hasSubscribers);

it('AsposeAuthTelemetryModule works without an SDK, and leaves no subscriber behind', async () => {
  const fake = await FakeAspose.start();
  expect(getSubscribedChannels()).toEqual([]);
  const { app, call } = await telemetryApp(fake.options);
  expect(getSubscribedChannels()).toHaveLength(Object.keys(CHANNELS).length + 1);
  await call();
  fake.revokeAll();
  expect((await call()).status).toBe(200);
  await app.close();
  expect(getSubscribedChannels()).toEqual([]);
  await fake.stop();
});

it('AsposeAuthTelemetryModule reports errors of an SDK to OpenTelemetry’s log, and no call fails', async () => {
  const fake = await FakeAspose.start();
  const fail = () => {
    throw new Error('this SDK is broken');
  };
  const error = jest.fn();
  const ignore = () => undefined;
  diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.ERROR);
  trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan: fail, startActiveSpan: fail }) });
  const { app, call } = await telemetryApp(fake.options);
  expect((await call()).status).toBe(200);
  expect(error).toHaveBeenCalledWith(expect.stringContaining('not recorded'), expect.any(Error));
  await app.close();
  for (const api of [trace, metrics, diag]) api.disable();
  await fake.stop();
});
