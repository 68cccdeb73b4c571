// Draws sample-app/observability/grafana-dashboard.json with Grafana's own components from metrics of the sample application
// under load, into dashboard.png beside it. Needs Debian's prometheus and chromium. Takes three minutes.
//
//   npm run docs:dashboard
import './draw-dashboard/from-source.mjs';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AFTER_LOAD, AFTER_WRONG_SECRET, expectAlerts } from './draw-dashboard/alerts.mjs';
import { readDashboard } from './draw-dashboard/dashboard.mjs';
import { startDesk } from './draw-dashboard/desks.mjs';
import { Load } from './draw-dashboard/load.mjs';
import { askPanels } from './draw-dashboard/panel-queries.mjs';
import { LIFETIME_SECONDS, PHASES, WRONG_SECRET } from './draw-dashboard/phases.mjs';
import { bundlePage, missingIn, takePicture } from './draw-dashboard/picture.mjs';
import { promtool, SCRAPE_SECONDS, startPrometheus } from './draw-dashboard/prometheus.mjs';
import { installToolbox } from './draw-dashboard/toolbox.mjs';
import { differences } from './draw-dashboard/truth.mjs';
import { readVariables } from './draw-dashboard/variables.mjs';

const MOST_BYTES = 300_000;
/** A rate needs samples before it. */
const FIRST_RATE_SECONDS = 5 * SCRAPE_SECONDS;
const observability = (name) => fileURLToPath(new URL(`../sample-app/observability/${name}`, import.meta.url));
const alerts = observability('prometheus-alerts.yaml');
const path = observability('dashboard.png');
const now = () => Math.floor(Date.now() / 1_000);
/** Until Prometheus has seen the last of it and its rules have too. */
const scraped = () => sleep(3_000 * SCRAPE_SECONDS);

const folder = mkdtempSync(join(tmpdir(), 'draw-dashboard-'));
const running = [];
const keep = (one) => {
  running.push(one);
  return one;
};

/** Puts the desks under load; returns the time that the picture shows. */
async function underLoad({ desks, sandbox, prometheus }) {
  const load = new Load(desks, sandbox);
  await load.prepare();
  const from = now() + FIRST_RATE_SECONDS;
  for (const [n, phase] of PHASES.entries()) {
    await load.run(phase);
    if (n === 0) await expectAlerts(prometheus, `after "${phase.name}"`, []);
  }
  const to = now();
  await load.settle();
  await scraped();
  const problems = await differences(prometheus, sandbox.counters);
  await expectAlerts(prometheus, 'after the load', AFTER_LOAD);
  await load.run(WRONG_SECRET);
  await load.settle();
  await scraped();
  await expectAlerts(prometheus, `after "${WRONG_SECRET.name}"`, AFTER_WRONG_SECRET);
  console.log(`answers of the sample application: ${JSON.stringify(load.answers)}`);
  if (problems.length > 0) throw new Error(`Measured wrongly: ${problems.join('; ')}.`);
  return { from, to, step: SCRAPE_SECONDS };
}

async function draw() {
  console.log(promtool('check', 'rules', alerts));
  console.log(promtool('test', 'rules', observability('prometheus-alerts.test.yaml')));
  const dashboard = readDashboard(observability('grafana-dashboard.json'));
  await installToolbox(folder);
  await bundlePage(folder);
  const { AsposeSandbox } = await import('../sandbox/src/index.ts');
  const sandbox = keep(await AsposeSandbox.start({ tokenLifetimeSeconds: LIFETIME_SECONDS }));
  const started = ['desk-1', 'desk-2'].map((name) => startDesk(name, { sandbox, toolbox: folder }).then(keep));
  const desks = await Promise.all(started);
  const readme = observability('README.md');
  const prometheus = keep(await startPrometheus(folder, { desks, alerts, readme }));
  const range = await underLoad({ desks, sandbox, prometheus });

  const variables = await readVariables(prometheus, dashboard);
  const answers = await askPanels(dashboard, { prometheus, variables, range });
  const drawn = await takePicture(folder, { path, dashboard, answers, variables, range });
  const missing = missingIn(dashboard, answers, drawn);
  if (missing.length > 0) throw new Error(missing.join('; '));
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes; ${MOST_BYTES} are the most.`);
  console.log(`${dashboard.panels.length} panels drawn into ${path}, ${size} bytes`);
}

try {
  await draw();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await Promise.all(running.map((one) => one.stop()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
