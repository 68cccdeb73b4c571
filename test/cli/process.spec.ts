import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { FakeAspose } from '../support/fake-aspose.js';
import { type TlsFront, tlsFront } from '../support/tls.js';
import { copyPackage } from './package-copy.js';
import { variablesFor } from './terminal.js';

let installed: { readonly main: string };
let slim: { readonly main: string };
let bare: { readonly main: string };
beforeAll(() => {
  installed = copyPackage('all');
  slim = copyPackage(['axios']);
  bare = copyPackage([]);
});

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts the program as npm does, through a link, with these variables only. */
function start({ main }: { readonly main: string }, argv: string[], env: Record<string, string> = {}) {
  const program = spawn(process.execPath, [main, ...argv], { env, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(program);
  const output = { out: '', err: '' };
  program.stdout.on('data', (chunk: Buffer) => (output.out += chunk.toString()));
  program.stderr.on('data', (chunk: Buffer) => (output.err += chunk.toString()));
  const ended = once(program, 'close').then(([code]) => ({ code: code as number | null, ...output }));
  return { program, ended };
}

describe('the program', () => {
  it('prints version and help without loading any library', async () => {
    expect(await start(bare, ['--version']).ended).toEqual({ code: 0, out: '1.2.3\n', err: '' });
    expect(await start(bare, ['--help']).ended).toMatchObject({ code: 0, err: '' });
    expect(await start(bare, ['doctor', '--help']).ended).toMatchObject({ code: 0, err: '' });
    expect(await start(bare, ['docter']).ended).toMatchObject({ code: 1, out: '' });
  });

  it('has the exit code of the command, and prints a token to a pipe', async () => {
    const fake = await FakeAspose.start();
    const env = variablesFor(fake);
    const doctor = await start(installed, ['doctor', '--json'], env).ended;
    const token = await start(installed, ['token'], env).ended;
    const rejected = await start(installed, ['token', '--client-secret', 'x'], env).ended;
    const incomplete = await start(installed, ['doctor'], { ...env, ASPOSE_CLIENT_SECRET: '' }).ended;
    await fake.stop();
    expect(doctor.code).toBe(0);
    expect(JSON.parse(doctor.out)).toMatchObject({ ok: true });
    expect(token).toMatchObject({ code: 0, out: `${[...fake.valid].at(-1) ?? ''}\n`, err: '' });
    expect(rejected).toMatchObject({ code: 1, out: '' });
    expect(incomplete.code).toBe(2);
  });

  it('needs axios only: neither Nest nor RxJS is loaded', async () => {
    const fake = await FakeAspose.start();
    const env = variablesFor(fake);
    const [doctor, token] = await Promise.all([start(slim, ['doctor'], env).ended, start(slim, ['token'], env).ended]);
    await fake.stop();
    expect(doctor).toMatchObject({ code: 0, err: '' });
    expect(token).toMatchObject({ code: 0, err: '' });
  });

  it('has exit code 8 and one line if a library is missing, in JSON too', async () => {
    const text = 'axios is not installed. Run: npm install axios';
    const err = `aspose-auth doctor: ${text}\n`;
    expect(await start(bare, ['doctor']).ended).toEqual({ code: 8, out: '', err });
    const inJson = await start(bare, ['doctor', '--json']).ended;
    expect(inJson).toMatchObject({ code: 8, err });
    expect(JSON.parse(inJson.out)).toMatchObject({ exitCode: 8, checks: [{ check: 'program', text }] });
  });

  it('continues if its stderr is closed', async () => {
    const fake = await FakeAspose.start();
    const { program, ended } = start(installed, ['doctor', '--json'], variablesFor(fake));
    program.stderr.destroy();
    const { code, out } = await ended;
    await fake.stop();
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true });
  });
});

describe('the program over TLS', () => {
  let fake: FakeAspose;
  let front: TlsFront;
  const runDoctor = (env: Record<string, string>) =>
    start(installed, ['doctor'], { ...variablesFor(fake), ASPOSE_BASE_URL: front.url, ...env }).ended;
  const connection = (text: string) => text.split('\n').find((line) => line.slice(6).startsWith('connection'));

  it('accepts a certificate that it was told to trust, and warns if certificates are not verified', async () => {
    fake = await FakeAspose.start();
    front = await tlsFront(fake.url);
    const file = join(mkdtempSync(join(tmpdir(), 'aspose-auth-ca-')), 'ca.pem');
    writeFileSync(file, front.ca);
    const trusted = await runDoctor({ NODE_EXTRA_CA_CERTS: file });
    const unverified = await runDoctor({ NODE_TLS_REJECT_UNAUTHORIZED: '0' });
    const untrusted = await runDoctor({});
    await Promise.all([front.stop(), fake.stop()]);
    expect(connection(trusted.out)).toMatch(
      /^ok {4}connection {3}127\.0\.0\.1:\d+ speaks TLSv1\.3, certificate valid until /,
    );
    expect(connection(unverified.out)).toMatch(/^warn.* is not verified\. .* Fix: unset NODE_TLS_REJECT_UNAUTHORIZED$/);
    expect(connection(untrusted.out)).toMatch(/^FAIL.* TLS: .* not signed by an authority that Node trusts/);
    expect([trusted.code, unverified.code, untrusted.code]).toEqual([0, 0, 3]);
  });
});
