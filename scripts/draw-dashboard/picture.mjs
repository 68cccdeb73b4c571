import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { PAGE_URL, serveFiles } from './page-files.mjs';

const WIDTH = 1_400;
const DRAWN_MS = 30_000;
/** Pixels of a line. */
const LEAST_COLOURED = 100;
const page = (folder) => join(folder, 'page');
const built = (folder) => join(folder, 'built');

/** One script and one style of the page and Grafana's components. */
export async function bundlePage(folder) {
  cpSync(fileURLToPath(new URL('page', import.meta.url)), page(folder), { recursive: true });
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: built(folder),
      lib: {
        entry: join(page(folder), 'main.mjs'),
        formats: ['iife'],
        name: 'drawDashboard',
        fileName: () => 'page.js',
        cssFileName: 'page',
      },
    },
  });
}

/** Draws the dashboard in Chromium and takes its picture. Returns what is to be seen in each panel. */
export async function takePicture(folder, { path, ...input }) {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // Chromium refuses its own sandbox to root
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    const tab = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, timezoneId: 'UTC', locale: 'en-US' });
    const complaints = [];
    tab.on('pageerror', (error) => complaints.push(error.stack ?? String(error)));
    tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await serveFiles(tab, { built: built(folder), packages: join(folder, 'node_modules') }, complaints);
    await tab.goto(PAGE_URL, { waitUntil: 'load' });
    if (complaints.length > 0) throw new Error(`The page complains: ${complaints.join('\n')}`);
    const drawn = await tab.evaluate((given) => globalThis.drawDashboard(given), { ...input, width: WIDTH });
    if (complaints.length > 0) throw new Error(`The page complains: ${complaints.join('\n')}`);
    await tab.screenshot({ path, fullPage: true, timeout: DRAWN_MS });
    return drawn;
  } finally {
    await browser.close();
  }
}

/** What is missing in the drawn panels; each a sentence. `drawn` has what a panel shows by its id. */
export function missingIn(dashboard, answers, drawn) {
  return dashboard.panels.flatMap(({ id, title, type }) => {
    const { text, legends, coloured } = drawn[id] ?? { text: '' };
    if (!text.includes(title)) return [`Panel "${title}" is not drawn`];
    if (type === 'stat') return /\d/.test(text.replace(title, '')) ? [] : [`Panel "${title}" shows no number: ${text}`];
    if (coloured < LEAST_COLOURED) return [`Panel "${title}" has no line`];
    const expected = answers[id].map(({ legend }) => legend);
    return expected.filter((legend) => !legends.includes(legend)).map((one) => `Panel "${title}" has no legend ${one}`);
  });
}
