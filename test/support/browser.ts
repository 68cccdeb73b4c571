import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from '@jest/globals';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether Debian's Chromium is installed. CI installs it, and counts a skipped test as failed. */
const hasChromium = isExecutable(CHROMIUM);

if (!hasChromium) {
  process.stderr.write(
    '\nSKIPPED: there is no /usr/bin/chromium here, so the page is not tested in a browser. apt-get install chromium\n',
  );
}

/** A suite that needs a browser. */
export const describeInBrowser: (name: string, suite: () => void) => void = hasChromium ? describe : describe.skip;

export function openBrowser(): Promise<Browser> {
  // Chromium does not run its own sandbox as root, as in containers; other users keep it.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: CHROMIUM, args });
}

/**
 * Builds the page of the document desk, as `npm run build:sample` does into `dist`. Suites that run at the same time, or later with
 * the same sources, share one build.
 */
export function buildPage(): string {
  const folder = join(tmpdir(), `document-desk-page-${hashFolder('sample-app/web')}`);
  if (existsSync(folder)) return folder;
  const building = mkdtempSync(join(tmpdir(), 'document-desk-build-'));
  const vite = ['node_modules/vite/bin/vite.js', 'build', '-c', 'sample-app/web/vite.config.ts'];
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [...vite, '--outDir', building, '--emptyOutDir'], { env, stdio: 'pipe' });
  try {
    renameSync(building, folder);
  } catch {
    rmSync(building, { recursive: true }); // another suite was faster
  }
  return folder;
}

function hashFolder(folder: string): string {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(folder, name);
    if (statSync(path).isFile()) hash.update(name).update(readFileSync(path));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Returns one line for each violation that axe finds. The page needs `bypassCSP`, for the script of axe is not the server's. */
export async function findViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run({ resultTypes: ["violations"] })');
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** A page, and everything in it that a visitor should never see. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, uncaught errors, and violations of the page's policy. */
  readonly complaints: string[];
  /** Every text that reached the browser: bodies, and each message of event streams. */
  readonly received: string[];
}

/** Opens a page, and records it from its first request on. */
export async function watchedPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({ acceptDownloads: true, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  const received: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    received.push(JSON.stringify(response.headers()));
    if (response.headers()['content-type']?.startsWith('text/event-stream')) return; // never ends; read below
    response.body().then(
      (body) => received.push(body.toString('latin1')),
      () => undefined, // redirects and aborted requests have no body
    );
  });
  const devtools = await context.newCDPSession(page);
  await devtools.send('Network.enable');
  devtools.on('Network.eventSourceMessageReceived', ({ data }) => received.push(data));
  await page.addInitScript(`
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      console.error('Blocked by policy: ' + violatedDirective + ' ' + blockedURI);
    });
  `);
  return { page, complaints, received };
}
