import type { ServerResponse } from 'node:http';
import { expect, it } from '@jest/globals';
import { probe } from '../../lib/health/aspose-auth-health.indicator.js';
import { toHealth } from '../../lib/health/health-status.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';

it('T-9 a probe does not wait for ever, and the request that it began goes on', async () => {
  const fake = await FakeAspose.start();
  const asked: ServerResponse[] = [];
  fake.onToken = (_seen, response) => void asked.push(response);
  const { account, tokens } = authorized(fake.options);
  const started = performance.now();
  await probe(account, 100);
  expect(performance.now() - started).toBeGreaterThan(90);
  expect(performance.now() - started).toBeLessThan(5_000);
  expect(toHealth(tokens.state)).toEqual({ account: 'default', token: 'cold' });
  for (const response of asked) fake.grant(response);
  await tokens.getToken();
  expect(toHealth(tokens.state).token).toBe('fresh');
  expect(fake.tokenRequests).toHaveLength(1);
  await fake.stop();
});
