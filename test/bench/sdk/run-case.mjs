import { fork } from 'node:child_process';
import { once } from 'node:events';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { SCENARIOS } from './scenarios.mjs';

/** Whatever has not ended by then hangs. */
const PATIENCE_MS = 15_000;

/** Runs one case in a process of its own, against a sandbox in this one. */
export async function runCase({ sdk, mode, scenario }, sdks) {
  const { sandbox: options, hasWrongSecret } = SCENARIOS[scenario];
  const sandbox = await AsposeSandbox.start(options);
  const { clientId, url } = sandbox;
  const clientSecret = hasWrongSecret ? 'f'.repeat(32) : sandbox.clientSecret;
  const order = JSON.stringify({ sdk, mode, scenario, sdks, clientId, clientSecret, baseUrl: url });
  const child = fork(new URL('child.mjs', import.meta.url), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let before = 0;
  let result;
  let printed = '';
  child.stderr.on('data', (chunk) => (printed += chunk));
  child.on('message', (message) => {
    if (message.result) {
      result = message.result;
      return;
    }
    result ??= {}; // it has its SDK and is at work
    if (message.order === 'revoke') sandbox.revokeAll();
    before = sandbox.tokenRequests;
    child.send({ done: true }, () => undefined);
  });
  const exited = once(child, 'exit');
  child.send({ case: order });
  const timer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  const [code, signal] = await exited;
  clearTimeout(timer);
  const tokenRequests = sandbox.tokenRequests - before;
  await sandbox.stop();
  if (result === undefined) throw new Error(`${sdk}, ${mode}, ${scenario} did not begin:\n${printed}`);
  return { sdk, mode, scenario, tokenRequests, ...result, exit: signal === null ? code : 'hangs' };
}
