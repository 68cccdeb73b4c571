import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { startSdk } from './sdk.js';
import { telemetryApp } from './telemetry-app.js';

let sandbox: AsposeSandbox;
let sdk: ReturnType<typeof startSdk>;
let watched: Awaited<ReturnType<typeof telemetryApp>>;
beforeEach(async () => {
  sandbox = await AsposeSandbox.start();
  sdk = startSdk();
  const { url: baseUrl, clientId, clientSecret } = sandbox;
  watched = await telemetryApp({ baseUrl, clientId, clientSecret });
});
afterEach(async () => {
  await watched.app.close();
  await sdk.stop();
  await sandbox.stop();
});

const list = () => watched.call('/v4.0/words/storage/folder/');
const callAtOnce = async (times: number) => {
  const results = await Promise.allSettled(Array.from({ length: times }, list));
  return results.filter(({ status }) => status === 'fulfilled').length;
};

/** Token requests that brought a token. */
async function countTokens(): Promise<number> {
  const points = await sdk.points('aspose.auth.token.request.duration');
  return points
    .filter(({ attributes }) => attributes['error.type'] === undefined)
    .reduce((sum, { value }) => sum + (value as { count: number }).count, 0);
}

/** Responses with 401. A call whose replay met a second 401 counts once in the metric and twice in the API. */
async function countUnauthorized(): Promise<number> {
  const points = await sdk.points('aspose.auth.request.replays');
  return points.reduce((sum, { attributes, value }) => {
    const responses = attributes['aspose.auth.replay.outcome'] === 'already-replayed' ? 2 : 1;
    return sum + responses * (value as number);
  }, 0);
}

describe('O-2 metrics', () => {
  it('equal what the sandbox counted, through revocations, a missing permission and an outage', async () => {
    expect(await callAtOnce(20)).toBe(20);
    for (let round = 0; round < 3; round += 1) {
      sandbox.revokeAll();
      expect(await callAtOnce(15)).toBe(15);
    }

    sandbox.faults.challenge = 'Bearer error="insufficient_scope"';
    sandbox.faults.api = { kind: 'unauthorized', times: 4 };
    expect(await callAtOnce(4)).toBe(0);
    sandbox.faults.clear();

    sandbox.faults.api = { kind: 'unauthorized', times: 2 }; // the call, and its replay
    expect(await callAtOnce(1)).toBe(0);
    sandbox.faults.clear();

    sandbox.faults.token = { kind: 'server-error', times: 2 }; // fewer than the attempts of one token fetch
    sandbox.revokeAll();
    expect(await callAtOnce(10)).toBe(10);

    const { tokensGranted, apiUnauthorized, tokenRequests } = sandbox.counters;
    expect(tokensGranted).toBeGreaterThan(4);
    expect(tokenRequests).toBe(tokensGranted + 2);
    expect(apiUnauthorized).toBeGreaterThan(6);
    expect({ tokens: await countTokens(), unauthorized: await countUnauthorized() }).toEqual({
      tokens: tokensGranted,
      unauthorized: apiUnauthorized,
    });
  });
});
