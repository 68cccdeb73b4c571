import { execFileSync } from 'node:child_process';
import { accessSync, constants, mkdtempSync } from 'node:fs';
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

/** Builds the page of the document desk into a temporary folder, as `npm run build:sample` does into `dist`. */
export function buildPage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'document-desk-page-'));
  const vite = ['node_modules/vite/bin/vite.js', 'build', '-c', 'sample-app/web/vite.config.ts'];
  const env = { ...process.env, NODE_ENV: 'production' };
  execFileSync(process.execPath, [...vite, '--outDir', folder, '--emptyOutDir'], { env, stdio: 'pipe' });
  return folder;
}

/** Returns one line for each violation that axe finds. The page needs `bypassCSP`, for the script of axe is not the server's. */
export async function findViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
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
