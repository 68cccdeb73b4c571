import { parseEnv } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import { parseCommand, run } from '../src/command.js';
import { requestToken } from './client.js';

/** A terminal that collects what the command writes. */
class Terminal {
  out = '';
  err = '';
  stop!: () => void;
  readonly #stopped = new Promise<void>((resolve) => {
    this.stop = resolve;
  });

  run(...argv: string[]): Promise<number> {
    return run(argv, {
      stdout: { write: (text) => (this.out += text) },
      stderr: { write: (text) => (this.err += text) },
      version: '1.2.3',
      untilStopped: () => this.#stopped,
    });
  }
}

const running: { terminal: Terminal; ended: Promise<number> }[] = [];
afterEach(async () => {
  for (const { terminal, ended } of running.splice(0)) {
    terminal.stop();
    await ended;
  }
});

/** Starts the command and waits for its output. */
async function start(...options: string[]) {
  const terminal = new Terminal();
  const ended = terminal.run(...options);
  running.push({ terminal, ended });
  while (!terminal.out.includes('ASPOSE_CLIENT_SECRET=')) await new Promise((resolve) => setTimeout(resolve, 10));
  const variables = parseEnv(terminal.out) as Record<string, string>;
  const {
    ASPOSE_BASE_URL: url = '',
    ASPOSE_CLIENT_ID: clientId = '',
    ASPOSE_CLIENT_SECRET: clientSecret = '',
  } = variables;
  return { terminal, ended, url, variables, request: () => requestToken({ url, clientId, clientSecret }) };
}

describe('aspose-cloud-sandbox', () => {
  it('prints its address and the variables to use it, one a line, as an .env file', async () => {
    const { terminal, url, variables, request } = await start();
    expect(terminal.out.split('\n')).toEqual([
      `# Aspose Cloud sandbox at ${url}`,
      `ASPOSE_BASE_URL=${url}`,
      expect.stringMatching(/^ASPOSE_CLIENT_ID=[\da-f-]{36}$/),
      expect.stringMatching(/^ASPOSE_CLIENT_SECRET=[\da-f]{32}$/),
      '',
    ]);
    expect(Object.keys(variables)).toEqual(['ASPOSE_BASE_URL', 'ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await request()).json()).toMatchObject({ token_type: 'Bearer', expires_in: 86_400 });
  });

  it('applies lifetime, faults and latency', async () => {
    const tokenFault = ['--fail-token', '1', '--fail-token-with', 'unavailable', '--retry-after', '9'];
    const { url, request } = await start(
      ...['--token-lifetime', '7', '--token-latency', '60', '--fail-api', 'all'],
      ...tokenFault,
    );
    const failed = await request();
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '9']);
    const startedAt = performance.now();
    expect(await (await request()).json()).toMatchObject({ expires_in: 7 });
    expect(performance.now() - startedAt).toBeGreaterThan(50);
    const callApi = () => fetch(`${url}/v4.0/words/storage/folder`);
    expect([(await callApi()).status, (await callApi()).status]).toEqual([500, 500]);
  });

  it('ends with 0 when it is stopped, and frees its port, which --port takes', async () => {
    const { terminal, ended, url } = await start();
    terminal.stop();
    expect(await ended).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    const second = await start('--port', new URL(url).port);
    expect(second.url).toBe(url);
  });

  it('ends with 1 and says in one line that a port is in use', async () => {
    const { url } = await start();
    const { port } = new URL(url);
    const other = new Terminal();
    expect(await other.run('--port', port)).toBe(1);
    const fix = 'Choose another port, or 0 for any free port.';
    expect(other.err).toBe(`aspose-cloud-sandbox: port ${port} of 127.0.0.1 is in use. ${fix}\n`);
    expect(other.out).toBe('');
  });

  it('ends with 2 if its usage is wrong, and refers to --help', async () => {
    const terminal = new Terminal();
    expect(await terminal.run('--port')).toBe(2);
    expect(terminal.err).toBe('aspose-cloud-sandbox: --port needs a value\nSee aspose-cloud-sandbox --help\n');
    expect(terminal.out).toBe('');
  });

  it('warns if it is exposed, but not on its output', async () => {
    const { terminal, url } = await start('--expose-on', '0.0.0.0');
    expect(terminal.err).toBe(
      'aspose-cloud-sandbox: everyone who can reach 0.0.0.0 can use and control this sandbox\n',
    );
    expect((await fetch(`${url}/sandbox`)).status).toBe(200);
  });

  it('prints its help, which names every option, and its version', async () => {
    const terminal = new Terminal();
    expect(await terminal.run('--help')).toBe(0);
    for (const option of ['--port', '--token-lifetime', '--fail-api-with', '--retry-after']) {
      expect(terminal.out).toContain(`  ${option} `);
    }
    expect(Math.max(...terminal.out.split('\n').map((line) => line.length))).toBeLessThan(121);
    const other = new Terminal();
    expect(await other.run('--version')).toBe(0);
    expect(other.out).toBe('1.2.3\n');
  });
});

const NO_FAULTS = { tokenLatencyMs: 0, apiLatencyMs: 0, token: undefined, api: undefined };
const NO_OPTIONS = {
  port: undefined,
  tokenLifetimeSeconds: undefined,
  quota: undefined,
  seed: undefined,
  exposeOn: undefined,
};

describe('parseCommand', () => {
  it.each([
    [[], NO_OPTIONS, NO_FAULTS],
    [['--port', '0'], { ...NO_OPTIONS, port: 0 }, NO_FAULTS],
    [
      ['--port=65535', '--token-lifetime', '1.5'],
      { ...NO_OPTIONS, port: 65_535, tokenLifetimeSeconds: 1.5 },
      NO_FAULTS,
    ],
    [
      ['--token-latency', '20', '--api-latency', '30'],
      NO_OPTIONS,
      { ...NO_FAULTS, tokenLatencyMs: 20, apiLatencyMs: 30 },
    ],
    [
      ['--quota', '150', '--seed', '7', '--expose-on', '0.0.0.0'],
      { ...NO_OPTIONS, quota: 150, seed: 7, exposeOn: '0.0.0.0' },
      NO_FAULTS,
    ],
    [['--fail-token', '3'], NO_OPTIONS, { ...NO_FAULTS, token: { kind: 'server-error', times: 3 } }],
    [
      ['--fail-api', 'all', '--fail-api-with', 'unauthorized'],
      NO_OPTIONS,
      { ...NO_FAULTS, api: { kind: 'unauthorized' } },
    ],
    [
      ['--fail-token', '1', '--fail-token-with', 'unavailable', '--retry-after', '0'],
      NO_OPTIONS,
      { ...NO_FAULTS, token: { kind: 'unavailable', times: 1, retryAfterSeconds: 0 } },
    ],
    [
      ['--fail-token', '1', '--fail-api', '2', '--fail-api-with', 'too-many-requests', '--retry-after', '9'],
      NO_OPTIONS,
      {
        ...NO_FAULTS,
        token: { kind: 'server-error', times: 1 },
        api: { kind: 'too-many-requests', times: 2, retryAfterSeconds: 9 },
      },
    ],
  ])('reads %j', (argv, options, faults) => {
    expect(parseCommand(argv)).toEqual({ options, faults });
  });

  it.each([
    [['--port', 'abc'], '--port must be a port, from 0 to 65535'],
    [['--port', '65536'], '--port must be a port'],
    [['--port', '80.5'], '--port must be a port'],
    [['--port', '0x50'], '--port must be a port'],
    [['--port', '1e3'], '--port must be a port'],
    [['--port', '--help'], '--port needs a value'],
    [['--port='], '--port needs a value'],
    [['--token-lifetime', '0'], '--token-lifetime must be seconds, from 0.001 to 31536000'],
    [['--token-latency=-1'], '--token-latency must be milliseconds, from 0'],
    [['--api-latency', '2147483648'], '--api-latency must be milliseconds, from 0 to 2147483647'],
    [['--fail-token', '0'], '--fail-token must be a number of requests or all, from 1'],
    [['--fail-token', 'some'], '--fail-token must be a number of requests or all'],
    [['--fail-api', 'all', '--fail-api-with', 'no-expires-in'], '--fail-api-with must be one of unauthorized, hang'],
    [['--fail-token-with', 'hang'], '--fail-token-with needs --fail-token N or all'],
    [['--fail-api', '1', '--retry-after', '1.5'], '--retry-after must be whole seconds'],
    [['--retry-after', '5'], '--retry-after needs --fail-token-with or --fail-api-with unavailable'],
    [['--retry-after', 'soon'], '--retry-after must be whole seconds'],
    [['--fail-token', '1', '--retry-after', '5'], '--retry-after needs'],
    [['--fail-api', '1', '--fail-api-with', 'hang', '--retry-after', '5'], '--retry-after needs'],
    [['--seed', '4294967296'], '--seed must be an integer'],
    [['--quota', '1.5'], '--quota must be a number of operations'],
    [['--help=yes'], '--help takes no value'],
    [['--prt', '4000'], 'unknown option --prt; did you mean --port?'],
    [['--token-life', '5'], 'unknown option --token-life; did you mean --token-lifetime?'],
    [['-p', '4000'], 'unknown option -p; did you mean --port?'],
    [['--toString'], /^unknown option --toString$/],
    [['top-secret'], 'takes options only'],
    [['--', '--port'], 'takes options only'],
  ])('rejects %j', (argv, problem) => {
    const command = parseCommand(argv);
    const matcher = typeof problem === 'string' ? expect.stringContaining(problem) : expect.stringMatching(problem);
    expect(command).toEqual({ problem: matcher });
    expect(JSON.stringify(command)).not.toContain('top-secret');
  });
});
