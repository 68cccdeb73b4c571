import { randomBytes, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { FakeAspose, json } from '../../support/fake-aspose.js';
import { type TlsFront, tlsFront } from '../../support/tls.js';
import { Terminal, variablesFor } from '../terminal.js';

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

/** Runs the doctor in an environment, and returns the lines that report problems. */
async function diagnose(env: Record<string, string>) {
  const terminal = new Terminal(env);
  const code = await terminal.run('doctor');
  const problems = terminal.out.split('\n').filter((line) => /^(FAIL|warn) /.test(line));
  for (const secret of [env.ASPOSE_CLIENT_SECRET!, sandbox.clientSecret, ...fake.valid]) {
    expect(terminal.out + terminal.err).not.toContain(secret);
  }
  return { code, problems, line: problems.at(-1) ?? '', terminal };
}

const diagnoseSandbox = (changes: Record<string, string> = {}) => diagnose({ ...variablesFor(sandbox), ...changes });
const diagnoseFake = (changes: Record<string, string> = {}) => diagnose({ ...variablesFor(fake), ...changes });
const createSecret = () => randomBytes(16).toString('hex');

describe('the doctor reports in one line, with the fix', () => {
  it('a wrong id or secret, which the endpoint does not distinguish', async () => {
    const changes: Record<string, string>[] = [
      { ASPOSE_CLIENT_ID: randomUUID() },
      { ASPOSE_CLIENT_SECRET: createSecret() },
    ];
    for (const change of changes) {
      const { code, problems, line } = await diagnoseSandbox(change);
      expect(code).toBe(4);
      expect(problems).toHaveLength(1);
      expect(line).toMatch(/^FAIL {2}credentials {2}127\.0\.0\.1:\d+ rejected the credentials \(invalid_client\)/);
      expect(line).toContain('wrong client id or secret');
      expect(line).toContain(
        'Fix: compare ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET with https://dashboard.aspose.cloud/',
      );
      expect(line).toContain('New ones can take hours to work');
    }
  });

  it('a wrong id, by its format', async () => {
    const { code, problems, line } = await diagnoseSandbox({ ASPOSE_CLIENT_ID: 'my-application' });
    expect([code, problems.length]).toEqual([4, 1]);
    expect(line).toMatch(
      /the client id is probably wrong\. Those .* are UUIDs.*Fix: copy the Client Id .* into ASPOSE_CLIENT_ID/,
    );
  });

  it('a wrong secret, by its format', async () => {
    const { code, problems, line } = await diagnoseSandbox({ ASPOSE_CLIENT_SECRET: `${createSecret()}-x` });
    expect([code, problems.length]).toEqual([4, 1]);
    expect(line).toMatch(
      /the client secret is probably wrong.*Fix: copy the Client Secret .* without quotes or spaces/,
    );
  });

  it('id and secret swapped', async () => {
    const swapped = { ASPOSE_CLIENT_ID: sandbox.clientSecret, ASPOSE_CLIENT_SECRET: sandbox.clientId };
    const { code, problems, line } = await diagnoseSandbox(swapped);
    expect(code).toBe(4);
    expect(problems).toEqual([
      expect.stringMatching(/^warn {2}environment .* may be swapped\. Fix: swap the values of ASPOSE_CLIENT_ID and/),
      line,
    ]);
    expect(line).toMatch(/^FAIL.*swapped\. Fix: swap the values of ASPOSE_CLIENT_ID and ASPOSE_CLIENT_SECRET$/);
  });

  it('a lockout, with the time', async () => {
    const wrong = { ASPOSE_CLIENT_SECRET: createSecret() };
    for (let rejections = 0; rejections < 5; rejections += 1) expect((await diagnoseSandbox(wrong)).code).toBe(4);
    const { code, line } = await diagnoseSandbox(wrong);
    expect(code).toBe(5);
    const until = new Date(Date.now() + 600_000).toISOString().slice(0, 13);
    expect(line).toMatch(
      /^FAIL {2}credentials {2}locked out: .* \(429\) for 10 min, until .*Z\. Fix: correct .*, and wait/,
    );
    expect(line).toContain(`until ${until}`);
  });

  it('no network', async () => {
    const { code, problems, line, terminal } = await diagnoseSandbox({ ASPOSE_BASE_URL: 'https://aspose.invalid' });
    expect([code, problems.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}name .*aspose\.invalid.*\((ENOTFOUND|EAI_AGAIN)\)\. Fix: c.*on(line|nect this machine)/,
    );
    expect(terminal.lines('connection')[0]).toMatch(/^skip/);
    expect(terminal.lines('credentials')[0]).toMatch(/^skip.*there is no connection$/);
  });

  it('a server that is not running', async () => {
    const { code, problems, line } = await diagnoseSandbox({ ASPOSE_BASE_URL: 'http://127.0.0.1:1' });
    expect([code, problems.length]).toEqual([3, 1]);
    expect(line).toBe(
      'FAIL  connection   no server listens at 127.0.0.1:1 (ECONNREFUSED). Fix: start the server, or correct the host and port in ASPOSE_BASE_URL. To start a local emulator, run: npx aspose-cloud-sandbox',
    );
  });

  it('no response in time', async () => {
    sandbox.faults.token = { kind: 'hang' };
    const { code, problems, line } = await diagnoseSandbox({ ASPOSE_TOKEN_TIMEOUT_MS: '150' });
    expect([code, problems.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}credentials {2}no response from 127\.0\.0\.1:\d+ within 150 ms \(ETIMEDOUT\)\. Fix: a firewall/,
    );
  });

  it.each([
    [1, 'behind'],
    [-1, 'ahead of'],
  ])('a clock that is wrong by an hour: %i', async (hours, direction) => {
    const date = new Date(Date.now() + hours * 3_600_000).toUTCString();
    fake.onToken = (_seen, response) => {
      response.setHeader('date', date);
      fake.grant(response);
    };
    const { code, problems, line, terminal } = await diagnoseFake();
    expect([code, problems.length]).toEqual([7, 1]);
    expect(line).toBe(
      `warn  clock        this machine's clock is 60 min ${direction} the server's. Fix: set the clock and synchronize it with NTP. Certificates and signed assertions depend on it`,
    );
    expect(terminal.lines('credentials').at(-1)).toMatch(/^ok/);
  });

  it('a wrong clock and rejected credentials, in a line each; the failure determines the exit code', async () => {
    const date = new Date(Date.now() - 7_200_000).toUTCString();
    fake.onToken = (_seen, response) => json(response, 400, { error: 'invalid_client' }, { date });
    const { code, problems } = await diagnoseFake();
    expect(code).toBe(4);
    expect(problems).toEqual([expect.stringMatching(/^warn {2}clock/), expect.stringMatching(/^FAIL {2}credentials/)]);
  });

  it('a wrong base URL: 404', async () => {
    fake.onToken = (_seen, response) => json(response, 404, { message: 'Not Found' });
    const { code, problems, line } = await diagnoseFake();
    expect([code, problems.length]).toEqual([6, 1]);
    expect(line).toBe(
      `FAIL  credentials  wrong address: ${fake.url}/connect/token is not a token endpoint (404). Fix: correct ASPOSE_BASE_URL. If it is unset, ${fake.url}/connect/token is used`,
    );
  });

  it.each([200, 400, 403, 404])('a wrong base URL: a web page with status %i', async (status) => {
    fake.onToken = (seen, response) => {
      response.writeHead(status, { 'content-type': 'text/html' }).end(`<!doctype html>${seen.body.toString()}`);
    };
    const { code, problems, line } = await diagnoseFake();
    expect([code, problems.length]).toEqual([6, 1]);
    expect(line).toContain(
      `wrong address: ${fake.url}/connect/token responded with a web page (${status}). Fix: correct ASP`,
    );
  });

  it('a wrong base URL: a redirect, which is not followed', async () => {
    fake.onToken = (_seen, response) => {
      response.writeHead(307, { location: `${sandbox.url}/connect/token` }).end();
    };
    const { code, problems, line } = await diagnoseFake();
    expect([code, problems.length]).toEqual([6, 1]);
    expect(line).toMatch(
      new RegExp(`wrong address: .* redirects to ${sandbox.url} \\(307\\).*Fix: set ASPOSE_BASE_URL`),
    );
    expect(sandbox.tokenRequests).toBe(0);
  });

  it('a wrong token URL, with its own variable', async () => {
    const { code, line } = await diagnoseSandbox({ ASPOSE_TOKEN_URL: `${sandbox.url}/v4.0/words/storage` });
    expect(code).toBe(6);
    expect(line).toMatch(/requires a token itself \(401\)\. Fix: correct ASPOSE_TOKEN_URL\./);
  });

  it('a certificate that Node does not trust', async () => {
    front = await tlsFront(fake.url);
    const { code, problems, line } = await diagnoseFake({ ASPOSE_BASE_URL: front.url });
    expect([code, problems.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}connection {3}TLS: the certificate of 127\.0\.0\.1:\d+ is not signed by an authority that Node/,
    );
    expect(line).toMatch(/\(DEPTH_ZERO_SELF_SIGNED_CERT\)\. Fix: .*set NODE_EXTRA_CA_CERTS to a file/);
    expect(fake.tokenRequests).toHaveLength(0);
  });

  it('a port that does not speak TLS', async () => {
    const { code, problems, line } = await diagnoseSandbox({ ASPOSE_BASE_URL: sandbox.url.replace('http:', 'https:') });
    expect([code, problems.length]).toEqual([3, 1]);
    expect(line).toMatch(
      /^FAIL {2}connection {3}TLS: .* does not speak TLS \((ERR_SSL_\w+|EPROTO)\)\. Fix: correct the port/,
    );
  });

  it('every invalid variable at once', async () => {
    const env = {
      ASPOSE_BASE_URL: 'http://api.aspose.cloud',
      ASPOSE_TOKEN_TIMEOUT_MS: 'soon',
      ASPOSE_CLIENT_SECRET: 'x1y2z3',
    };
    const { code, problems } = await diagnose(env);
    expect(code).toBe(2);
    expect(problems.map((line) => line.slice(0, 60))).toEqual([
      'FAIL  environment  ASPOSE_BASE_URL is plain http, which expos'.slice(0, 60),
      'FAIL  environment  ASPOSE_CLIENT_ID is missing: set it (create an application'.slice(0, 60),
      'FAIL  environment  ASPOSE_TOKEN_TIMEOUT_MS must be a number o'.slice(0, 60),
    ]);
  });
});

describe('the doctor and a sandbox', () => {
  it('agree, and so does the command token', async () => {
    const { code, problems } = await diagnoseSandbox();
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
    const pipe = new Terminal(variablesFor(sandbox));
    expect(await pipe.run('token')).toBe(0);
    expect(pipe.out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
  });

  it('agree on the lifetime of its tokens', async () => {
    const shortLived = await AsposeSandbox.start({ tokenLifetimeSeconds: 60 });
    const { code, terminal } = await diagnose(variablesFor(shortLived));
    await shortLived.stop();
    expect(code).toBe(0);
    expect(terminal.lines('lifetime')[0]).toMatch(/^ok {4}lifetime {5}60 s/);
  });
});
