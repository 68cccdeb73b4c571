import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { FakeAspose, json } from '../support/fake-aspose.js';
import { type TlsFront, tlsFront } from '../support/tls.js';
import { Terminal, variablesFor } from './terminal.js';

let sandbox: AsposeSandbox;
let fake: FakeAspose;
let front: TlsFront | undefined;
beforeEach(async () => {
  [sandbox, fake] = await Promise.all([AsposeSandbox.start(), FakeAspose.start()]);
});
afterEach(async () => {
  await Promise.all([sandbox.stop(), fake.stop(), front?.stop()]);
  front = undefined;
});

/** Runs the doctor in an environment; the one line that says what is wrong. */
async function diagnosis(env: Record<string, string>) {
  const terminal = new Terminal(env);
  const code = await terminal.run('doctor');
  const wrong = terminal.out.split('\n').filter((line) => /^(FAIL|warn) /.test(line));
  for (const secret of [env.ASPOSE_CLIENT_SECRET!, sandbox.clientSecret, ...fake.valid]) {
    expect(terminal.out + terminal.err).not.toContain(secret);
  }
  return { code, wrong, line: wrong.at(-1) ?? '', terminal };
}

const ofSandbox = (changes: Record<string, string> = {}) => diagnosis({ ...variablesFor(sandbox), ...changes });
const ofFake = (changes: Record<string, string> = {}) => diagnosis({ ...variablesFor(fake), ...changes });
const otherSecret = () => randomBytes(16).toString('hex');

describe('the doctor tells apart, in one line with the fix', () => {
  it('wrong id or secret, which the endpoint itself does not tell apart', async () => {
    const changes: Record<string, string>[] = [
      { ASPOSE_CLIENT_ID: randomUUID() },
      { ASPOSE_CLIENT_SECRET: otherSecret() },
    ];
    for (const change of changes) {
      const { code, wrong, line } = await ofSandbox(change);
      expect(code).toBe(4);
      expect(wrong).toHaveLength(1);
      expect(line).toMatch(/^FAIL {2}credentials {2}127\.0\.0\.1:\d+ refused the credentials \(invalid_client\)/);
      expect(line).toContain('wrong client id or secret');
      expect(line).toContain(
        'Fix: compare ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET with https://dashboard.aspose.cloud/',
      );
      expect(line).toContain('those of a new application can take hours to work');
    }
  });

  it('a wrong id, by its form', async () => {
    const { code, wrong, line } = await ofSandbox({ ASPOSE_CLIENT_ID: 'my-application' });
    expect([code, wrong.length]).toEqual([4, 1]);
    expect(line).toMatch(
      /probably a wrong client id: it is not a UUID.*Fix: copy the Client Id .* into ASPOSE_CLIENT_ID/,
    );
  });

  it('a wrong secret, by its form', async () => {
    const { code, wrong, line } = await ofSandbox({ ASPOSE_CLIENT_SECRET: `"${otherSecret()}"` });
    expect([code, wrong.length]).toEqual([4, 1]);
    expect(line).toMatch(/probably a wrong client secret.*Fix: copy the Client Secret .* without quotes or spaces/);
  });

  it('id and secret swapped', async () => {
    const swapped = { ASPOSE_CLIENT_ID: sandbox.clientSecret, ASPOSE_CLIENT_SECRET: sandbox.clientId };
    const { code, wrong, line } = await ofSandbox(swapped);
    expect(code).toBe(4);
    expect(wrong).toEqual([
      expect.stringMatching(
        /^warn {2}environment .* may be swapped\. Fix: exchange the values of ASPOSE_CLIENT_ID and/,
      ),
      line,
    ]);
    expect(line).toMatch(/^FAIL.*swapped\. Fix: exchange the values of ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET$/);
  });

  it('locked out, with the time', async () => {
    const wrong = { ASPOSE_CLIENT_SECRET: otherSecret() };
    for (let refusals = 0; refusals < 5; refusals += 1) expect((await ofSandbox(wrong)).code).toBe(4);
    const { code, line } = await ofSandbox(wrong);
    expect(code).toBe(5);
    const until = new Date(Date.now() + 600_000).toISOString().slice(0, 13);
    expect(line).toMatch(
      /^FAIL {2}credentials {2}locked out: .* \(429\) for 10 min, until .*Z\. Fix: wait, and correct/,
    );
    expect(line).toContain(`until ${until}`);
  });

  it('no network', async () => {
    const { code, wrong, line, terminal } = await ofSandbox({ ASPOSE_BASE_URL: 'https://aspose.invalid' });
    expect([code, wrong.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}name .*aspose\.invalid.*\((ENOTFOUND|EAI_AGAIN)\)\. Fix: c.*on(line|nect this machine)/,
    );
    expect(terminal.lines('connection')[0]).toMatch(/^skip/);
    expect(terminal.lines('credentials')[0]).toMatch(/^skip.*there is no connection$/);
  });

  it('nobody there', async () => {
    const { code, wrong, line } = await ofSandbox({ ASPOSE_BASE_URL: 'http://127.0.0.1:1' });
    expect([code, wrong.length]).toEqual([3, 1]);
    expect(line).toBe(
      'FAIL  connection   nobody listens at 127.0.0.1:1 (ECONNREFUSED). Fix: start the server, or correct host and port in ASPOSE_BASE_URL',
    );
  });

  it('no answer in time', async () => {
    sandbox.faults.token = { kind: 'hang' };
    const { code, wrong, line } = await ofSandbox({ ASPOSE_TOKEN_TIMEOUT_MS: '150' });
    expect([code, wrong.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}credentials {2}no answer from 127\.0\.0\.1:\d+ within 150 ms \(ETIMEDOUT\)\. Fix: a firewall/,
    );
  });

  it.each([
    [1, 'behind'],
    [-1, 'ahead of'],
  ])('a clock that is wrong by an hour: %i', async (hours, words) => {
    const date = new Date(Date.now() + hours * 3_600_000).toUTCString();
    fake.onToken = (_seen, response) => {
      response.setHeader('date', date);
      fake.grant(response);
    };
    const { code, wrong, line, terminal } = await ofFake();
    expect([code, wrong.length]).toEqual([7, 1]);
    expect(line).toBe(
      `warn  clock        this machine's clock is 60 min ${words} the server's. Fix: set it, and have it kept by NTP; certificates and signed assertions depend on it`,
    );
    expect(terminal.lines('credentials').at(-1)).toMatch(/^ok/);
  });

  it('a wrong clock and refused credentials, each in its line; the failure decides the exit code', async () => {
    const date = new Date(Date.now() - 7_200_000).toUTCString();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' }, { date });
    const { code, wrong } = await ofFake();
    expect(code).toBe(4);
    expect(wrong).toEqual([expect.stringMatching(/^warn {2}clock/), expect.stringMatching(/^FAIL {2}credentials/)]);
  });

  it('a wrong base URL: 404', async () => {
    fake.onToken = (_seen, response) => json(response, 404, { message: 'Not Found' });
    const { code, wrong, line } = await ofFake();
    expect([code, wrong.length]).toEqual([6, 1]);
    expect(line).toBe(
      `FAIL  credentials  wrong address: ${fake.url}/connect/token is no token endpoint (404). Fix: correct ASPOSE_BASE_URL; left unset, it leads to https://api.aspose.cloud`,
    );
  });

  it.each([200, 400, 403, 404])('a wrong base URL: a web page with status %i', async (status) => {
    fake.onToken = (seen, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end(`<!doctype html>${seen.body.toString()}`);
    };
    const { code, wrong, line } = await ofFake();
    expect([code, wrong.length]).toEqual([6, 1]);
    expect(line).toContain(
      `wrong address: ${fake.url}/connect/token answered with a web page (${status}). Fix: correct ASP`,
    );
  });

  it('a wrong base URL: a redirect, which is not followed', async () => {
    fake.onToken = (_seen, response) => {
      response.writeHead(307, { location: `${sandbox.url}/connect/token` }).end();
    };
    const { code, wrong, line } = await ofFake();
    expect([code, wrong.length]).toEqual([6, 1]);
    expect(line).toMatch(
      new RegExp(`wrong address: .* redirects to ${sandbox.url} \\(307\\).*Fix: set ASPOSE_BASE_URL`),
    );
    expect(sandbox.tokenRequests).toBe(0);
  });

  it('a wrong token URL, by its own variable', async () => {
    const { code, line } = await ofSandbox({ ASPOSE_TOKEN_URL: `${sandbox.url}/v4.0/words/storage` });
    expect(code).toBe(6);
    expect(line).toMatch(/asks for a token itself \(401\)\. Fix: correct ASPOSE_TOKEN_URL;/);
  });

  it('a certificate that nobody vouches for', async () => {
    front = await tlsFront(fake.url);
    const { code, wrong, line } = await ofFake({ ASPOSE_BASE_URL: front.url });
    expect([code, wrong.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}connection {3}TLS: the certificate of 127\.0\.0\.1:\d+ is not from an authority that Node/,
    );
    expect(line).toMatch(/\(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Fix: .*set NODE_EXTRA_CA_CERTS to a file/);
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('a port that does not speak TLS', async () => {
    const { code, wrong, line } = await ofSandbox({ ASPOSE_BASE_URL: sandbox.url.replace('http:', 'https:') });
    expect([code, wrong.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}connection {3}TLS: .* does not speak it \((ERR_SSL_\w+|EPROTO)\)\. Fix: correct the port/,
    );
  });

  it('every variable that is wrong, in one go', async () => {
    const env = {
      ASPOSE_BASE_URL: 'http://api.aspose.cloud',
      ASPOSE_TOKEN_TIMEOUT_MS: 'soon',
      ASPOSE_CLIENT_SECRET: 'x1y2z3',
    };
    const { code, wrong } = await diagnosis(env);
    expect(code).toBe(2);
    expect(wrong.map((line) => line.slice(0, 60))).toEqual([
      'FAIL  environment  ASPOSE_BASE_URL is plain http, which shows'.slice(0, 60),
      'FAIL  environment  clientId is missing: set ASPOSE_CLIENT_ID '.slice(0, 60),
      'FAIL  environment  ASPOSE_TOKEN_TIMEOUT_MS must be a number o'.slice(0, 60),
    ]);
  });
});
