// Performs the steps of the sandbox's Dockerfile without Docker: the global installation, from the tarball, and the entry point
// with an empty environment and another user. What only a container has (the image, the port's publication) is not tried.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const NOBODY = 65_534;

/** The instructions by their names. */
const instructions = Object.fromEntries(
  [...readFileSync(process.env.DOCKERFILE, 'utf8').matchAll(/^([A-Z]+) +(.*)$/gm)].map(([, name, value]) => [name, value]),
);
const tarball = JSON.parse(readFileSync('package.json', 'utf8')).dependencies['aspose-cloud-sandbox'];
const prefix = mkdtempSync(join(tmpdir(), 'sandbox-image-'));
try {
  chmodSync(prefix, 0o755);
  const [npm, ...args] = instructions.RUN.replace(/"aspose-cloud-sandbox@\$\{VERSION\}"/, tarball).split(' ');
  assert.ok(args.includes(tarball), 'the Dockerfile installs the package');
  execFileSync(npm, [...args, '--prefix', prefix, '--no-audit', '--no-fund'], { stdio: ['ignore', 'ignore', 'inherit'] });

  const [command, ...options] = JSON.parse(instructions.ENTRYPOINT);
  const port = options.indexOf('--port') + 1;
  assert.equal(options[port], instructions.EXPOSE, 'the port that it listens on');
  options[port] = '0';
  const isRoot = process.getuid?.() === 0;
  const PATH = [join(prefix, 'bin'), dirname(process.execPath)].join(delimiter);
  const user = isRoot && instructions.USER ? { uid: NOBODY, gid: NOBODY } : {};
  const child = spawn(join(prefix, 'bin', command), options, { env: { PATH }, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'], ...user });
  const [output] = await once(child.stdout.setEncoding('utf8'), 'data');
  const url = new URL(/^ASPOSE_BASE_URL=(.*)$/m.exec(output)[1]);
  assert.equal(url.hostname, '127.0.0.1', 'an address that can be connected to');
  // Other containers reach it by the name of its own.
  assert.equal(await getStatus(url, { host: `sandbox:${url.port}` }), 200);
  assert.equal(await getStatus(url, { origin: 'http://page.example' }), 403);
  child.kill('SIGTERM'); // docker stop
  const [code] = await once(child, 'close');
  assert.equal(code, 0, 'exit code after docker stop');
} finally {
  rmSync(prefix, { recursive: true, force: true });
}

function getStatus(url, headers) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: url.port, path: '/sandbox', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.once('error', reject).end();
  });
}
