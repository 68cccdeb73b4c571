import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const START_MS = 60_000;

/** An environment in which nothing of the developer's own leads the desk to Aspose Cloud. */
function environment(sandbox, toolbox) {
  const others = Object.entries(process.env).filter(([name]) => !/^(ASPOSE_|PORT$|HOST$|NODE_OPTIONS$)/.test(name));
  return {
    ...Object.fromEntries(others),
    ASPOSE_CLIENT_ID: sandbox.clientId,
    ASPOSE_CLIENT_SECRET: sandbox.clientSecret,
    ASPOSE_BASE_URL: sandbox.url,
    WATCHED_DESK: JSON.stringify({ toolbox }),
  };
}

/** Starts a process of the sample application with telemetry, which works with a sandbox as if it were Aspose Cloud. */
export async function startDesk(name, { sandbox, toolbox }) {
  const child = fork(here('watched-desk.mjs'), {
    cwd: toolbox, // no .env there
    env: environment(sandbox, toolbox),
    execArgv: ['--no-warnings', '--import', here('from-source.mjs')],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const signal = AbortSignal.timeout(START_MS);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error(`${name} of the sample application ended before it listened; its reason is above.`);
  });
  const [{ url, metricsPort }] = await Promise.race([once(child, 'message', { signal }), ended]);
  ended.catch(() => undefined);
  return { name, url, metricsPort, stop: () => child.kill('SIGKILL') };
}
