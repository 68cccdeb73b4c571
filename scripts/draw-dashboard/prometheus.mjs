import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const SCRAPE_SECONDS = 1;

/** The rule that the README tells people to add, word for word: so it is tried as well. */
export function relabelRule(readme) {
  const block = /```yaml\n(metric_relabel_configs:[\s\S]*?)```/.exec(readme)?.[1];
  if (block === undefined)
    throw new Error('README.md of sample-app/observability has no block metric_relabel_configs.');
  return block.trimEnd();
}

const indented = (text) => text.replace(/^/gm, '    ');

/** @param desks Processes to scrape; `name` becomes the label `instance`. */
export const configOf = ({ desks, alerts, readme }) => `global:
  scrape_interval: ${SCRAPE_SECONDS}s
  evaluation_interval: ${SCRAPE_SECONDS}s
rule_files: [${JSON.stringify(alerts)}]
scrape_configs:
  - job_name: document-desk
    static_configs:
${desks.map(({ name, metricsPort }) => `      - {targets: ['127.0.0.1:${metricsPort}'], labels: {instance: ${name}}}`).join('\n')}
${indented(relabelRule(readme))}
`;

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What promtool says of a file; throws where it is not content. */
export function promtool(verb, kind, file) {
  const { status, stdout, stderr, error } = spawnSync('promtool', [verb, kind, file], { encoding: 'utf8' });
  if (error) throw new Error(`promtool cannot be run (${error.message}): apt-get install prometheus`);
  if (status !== 0) throw new Error(`promtool ${verb} ${kind} ${file}: ${stdout}${stderr}`);
  return stdout.trim();
}

/** Prometheus in a folder, on a port of its own; scrapes the desks and evaluates the alert rules. */
export async function startPrometheus(folder, { desks, alerts, readme }) {
  const config = join(folder, 'prometheus.yml');
  writeFileSync(config, configOf({ desks, alerts, readme: readFileSync(readme, 'utf8') }));
  promtool('check', 'config', config);
  const port = await freePort();
  const server = spawn(
    'prometheus',
    [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const url = `http://127.0.0.1:${port}`;
  const isReady = () =>
    fetch(`${url}/-/ready`)
      .then(({ ok }) => ok)
      .catch(() => false);
  for (let look = 0; look < 200; look += 1) {
    if (await isReady()) return { url, stop: () => server.kill('SIGKILL') };
    await sleep(50);
  }
  server.kill('SIGKILL');
  throw new Error('Prometheus was not ready within ten seconds.');
}

/** The `data` of an answer of Prometheus' API. */
export async function ask({ url }, path, parameters = {}) {
  const response = await fetch(`${url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
  const { status, data, error } = await response.json();
  if (status !== 'success') throw new Error(`Prometheus refuses ${path}: ${error}`);
  return data;
}
