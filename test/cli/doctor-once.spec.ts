import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { Terminal, variablesFor } from './terminal.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  await fake.stop();
});

const user = (changes: Record<string, string> = {}, isTTY = false) =>
  new Terminal({ ...variablesFor(fake), ...changes }, isTTY);

describe('the doctor never sends a second token request', () => {
  it.each([
    ['500', (response) => json(response, 500, {})],
    ['503 with Retry-After: 0', (response) => json(response, 503, {}, { 'retry-after': '0' })],
    ['429 with Retry-After: 0', (response) => json(response, 429, {}, { 'retry-after': '0' })],
    ['408', (response) => json(response, 408, {})],
    ['invalid_client', (response) => json(response, 400, { error: 'invalid_client' })],
    ['a cut connection', (response) => void response.destroy()],
    ['silence', () => undefined],
    ['no token', (response) => json(response, 200, {})],
    [
      'a token that is over at once',
      (response) => json(response, 200, { access_token: 'a', token_type: 'Bearer', expires_in: 0 }),
    ],
  ] as [string, (response: Parameters<FakeAspose['onToken']>[1]) => void][])('after %s', async (_what, answer) => {
    fake.onToken = (_seen, response) => answer(response);
    await user({ ASPOSE_TOKEN_TIMEOUT_MS: '1200' }).run('doctor');
    expect(fake.tokenRequests).toHaveLength(1);
  });

  it('after a refusal, though the secret in the file has changed meanwhile', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'aspose-auth-secret-')), 'secret');
    writeFileSync(file, 'abc1');
    fake.onToken = (_seen, response) => {
      writeFileSync(file, 'abc2');
      json(response, 400, { error: 'invalid_client' });
    };
    const terminal = user({ ASPOSE_CLIENT_SECRET: '', ASPOSE_CLIENT_SECRET_FILE: file });
    expect(await terminal.run('doctor')).toBe(4);
    expect(fake.tokenRequests).toHaveLength(1);
    expect(terminal.lines('credentials').at(-1)).toContain('ASPOSE_CLIENT_SECRET_FILE');
  });
});
