import { fork } from 'node:child_process';
import { once } from 'node:events';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { SCENARIOS } from './scenarios.mjs';

/** A case that has not ended by then counts as hanging. */
const TIMEOUT_MS = 15_000;

/** Runs one case in a child process, against a sandbox in this process. */
export async function runCase({ sdk, mode, scenario }, sdks) {
  const { sandbox: options, hasWrongSecret } = SCENARIOS[scenario];
  const sandbox = await AsposeSandbox.start(options);
  const { clientId, url } = sandbox;
  const clientSecret = hasWrongSecret ? 'f'.repeat(32) : sandbox.clientSecret;
  const child = fork(new URL('child.mjs', import.meta.url), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let requestsBefore = 0;
  let result;
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  child.on('message', (message) => {
    if (message.result) {
      result = message.result;
      return;
    }
    result ??= {}; // the SDK is loaded and the scenario has begun
    if (message.command === 'revoke') sandbox.revokeAll();
    requestsBefore = sandbox.tokenRequests;
    child.send({ done: true }, () => undefined);
  });
  const exited = once(child, 'exit');
  child.send({ case: JSON.stringify({ sdk, mode, scenario, sdks, clientId, clientSecret, baseUrl: url }) });
  const timer = setTimeout(() => child.kill('SIGKILL'), TIMEOUT_MS);
  const [code, signal] = await exited;
  clearTimeout(timer);
  const tokenRequests = sandbox.tokenRequests - requestsBefore;
  await sandbox.stop();
  if (result === undefined) throw new Error(`${sdk}, ${mode}, ${scenario} did not begin:\n${stderr}`);
  return { sdk, mode, scenario, tokenRequests, ...result, exit: signal === null ? code : 'hangs' };
}
