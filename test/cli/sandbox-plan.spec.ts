import { describe, expect, it } from '@jest/globals';
import { readSandboxPlan } from '../../lib/cli/commands/sandbox.js';

const NO_FAULTS = { tokenLatencyMs: 0, apiLatencyMs: 0, token: undefined, api: undefined };
const NO_OPTIONS = { port: undefined, tokenLifetimeSeconds: undefined };

describe('the options of the sandbox', () => {
  it.each([
    [{}, NO_OPTIONS, NO_FAULTS],
    [{ port: '0' }, { ...NO_OPTIONS, port: 0 }, NO_FAULTS],
    [{ port: '65535', 'token-lifetime': '1.5' }, { port: 65_535, tokenLifetimeSeconds: 1.5 }, NO_FAULTS],
    [
      { 'token-latency': '20', 'api-latency': '30' },
      NO_OPTIONS,
      { ...NO_FAULTS, tokenLatencyMs: 20, apiLatencyMs: 30 },
    ],
    [{ 'fail-token': '3' }, NO_OPTIONS, { ...NO_FAULTS, token: { kind: 'server-error', times: 3 } }],
    [
      { 'fail-api': 'all', 'fail-api-with': 'unauthorized' },
      NO_OPTIONS,
      { ...NO_FAULTS, api: { kind: 'unauthorized' } },
    ],
    [
      { 'fail-token': '1', 'fail-token-with': 'unavailable', 'retry-after': '0' },
      NO_OPTIONS,
      { ...NO_FAULTS, token: { kind: 'unavailable', times: 1, retryAfterSeconds: 0 } },
    ],
  ])('%j are read', (values, options, faults) => {
    expect(readSandboxPlan(values)).toEqual({ options, faults });
  });

  it.each([
    [{ port: 'abc' }, '--port must be a port, from 0 to 65535'],
    [{ port: '65536' }, '--port must be a port'],
    [{ port: '80.5' }, '--port must be a port'],
    [{ port: '0x50' }, '--port must be a port'],
    [{ port: '1e3' }, '--port must be a port'],
    [{ 'token-lifetime': '0' }, '--token-lifetime must be seconds, from 0.001 to 31536000'],
    [{ 'token-latency': '-1' }, '--token-latency must be milliseconds, from 0'],
    [{ 'api-latency': '2147483648' }, '--api-latency must be milliseconds, from 0 to 2147483647'],
    [{ 'fail-token': '0' }, '--fail-token must be a number of requests or all, from 1'],
    [{ 'fail-token': 'some' }, '--fail-token must be a number of requests or all'],
    [{ 'fail-api': 'all', 'fail-api-with': 'no-expires-in' }, '--fail-api-with must be one of unauthorized, hang'],
    [{ 'fail-token-with': 'hang' }, '--fail-token-with needs --fail-token N or all'],
    [{ 'fail-api': '1', 'retry-after': '1.5' }, '--retry-after must be whole seconds'],
  ])('%j are refused', (values, problem) => {
    expect(readSandboxPlan(values)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
