import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeAspose } from '../support/fake-aspose.js';
import { type TlsFront, tlsFront } from '../support/tls.js';
import { packageCopy } from './package-copy.js';
import { variablesFor } from './terminal.js';

let installed: { readonly main: string };
let bare: { readonly main: string };
beforeAll(() => {
  installed = packageCopy(true);
  bare = packageCopy(false);
});

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts the program as npm does, through a link, with no other variables than these. */
function start({ main }: { readonly main: string }, argv: string[], env: Record<string, string> = {}) {
  const program = spawn(process.execPath, [main, ...argv], { env, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(program);
  const output = { out: '', err: '' };
  program.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  program.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ended = once(program, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { program, output, ended };
}

describe('the program', () => {
  it('knows its version and its help without loading any library', async () => {
    expect(await start(bare, ['--version']).ended).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    expect(await start(bare, ['--help']).ended).toMatchObject({ code: 0, err: '' });
    expect(await start(bare, ['doctor', '--help']).ended).toMatchObject({ code: 0, err: '' });
    expect(await start(bare, ['docter']).ended).toMatchObject({ code: 1, out: '' });
  });

  it('ends with the command’s exit code, and prints a token to a pipe', async () => {
    const fake = await FakeAspose.start();
    const env = variablesFor(fake);
    const doctor = await start(installed, ['doctor', '--json'], env).ended;
    const token = await start(installed, ['token'], env).ended;
    const refused = await start(installed, ['token', '--client-secret', 'x'], env).ended;
    const lost = await start(installed, ['doctor'], { ...env, ASPOSE_CLIENT_SECRET: '' }).ended;
    await fake.stop();
    expect(doctor.code).toBe(0);
    expect(JSON.parse(doctor.out)).toMatchObject({ ok: true });
    expect(token).toMatchObject({ code: 0, out: `${[...fake.valid].at(-1) ?? ''}\n`, err: '' });
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(lost.code).toBe(2);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('runs a sandbox until %s, and ends with 0', async (signal) => {
    const { program, output, ended } = start(installed, ['sandbox', '--token-lifetime', '60']);
    while (!output.out.includes('ASPOSE_CLIENT_SECRET=')) await once(program.stdout, 'data');
    const env = parseEnv(output.out) as Record<string, string>;
    const doctor = await start(installed, ['doctor'], env).ended;
    expect(doctor).toMatchObject({ code: 0, out: expect.stringMatching(/^ok {4}lifetime {5}60 s/m) });
    program.kill(signal);
    expect(await ended).toMatchObject({ code: 0, err: '' });
  });

  it('ends with 8 and one line where it cannot go on, in JSON too', async () => {
    const text = 'axios is not installed here. Run: npm install axios';
    const err = `aspose-auth doctor: ${text}\n`;
    expect(await start(bare, ['doctor']).ended).toEqual({ code: 8, out: '', err });
    const inJson = await start(bare, ['doctor', '--json']).ended;
    expect(inJson).toMatchObject({ code: 8, err });
    expect(JSON.parse(inJson.out)).toMatchObject({ exitCode: 8, checks: [{ check: 'program', text }] });
  });

  it('goes on where nobody reads its stderr', async () => {
    const fake = await FakeAspose.start();
    const { program, ended } = start(installed, ['doctor', '--json'], variablesFor(fake));
    program.stderr.destroy();
    const { code, out } = await ended;
    await fake.stop();
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true });
  });

  it('says what to install for a sandbox', async () => {
    const { code, out, err } = await start(bare, ['sandbox']).ended;
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(/^aspose-auth sandbox: AsposeSandbox needs jose, .* Run: npm install --save-dev jose@5 .*\n$/);
  });
});

describe('the program over TLS', () => {
  let fake: FakeAspose;
  let front: TlsFront;
  const examine = (env: Record<string, string>) =>
    start(installed, ['doctor'], { ...variablesFor(fake), ASPOSE_BASE_URL: front.url, ...env }).ended;
  const connection = (text: string) => text.split('\n').find((line) => line.slice(6).startsWith('connection'));

  it('is content with a certificate that it was told to trust, and warns where none is checked', async () => {
    fake = await FakeAspose.start();
    front = await tlsFront(fake.url);
    const file = join(mkdtempSync(join(tmpdir(), 'aspose-auth-ca-')), 'ca.pem');
    writeFileSync(file, front.ca);
    const trusting = await examine({ NODE_EXTRA_CA_CERTS: file });
    const careless = await examine({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const careful = await examine({});
    await Promise.all([front.stop(), fake.stop()]);
    expect(connection(trusting.out)).toMatch(
      /^ok {4}connection {3}127\.0\.0\.1:\d+ speaks TLSv1\.3, certificate valid to /,
    );
    expect(connection(careless.out)).toMatch(/^warn.* is not checked, .* Fix: unset NODE_TLS_REJECT_UNAUTHORIZED$/);
    expect(connection(careful.out)).toMatch(/^FAIL.* TLS: .* not from an authority that Node trusts/);
    expect([trusting.code, careless.code, careful.code]).toEqual([0, 0, 3]);
  });
});
