import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeTokenService } from 'nestjs-aspose-auth';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { AsposeConnection } from '../../sample-app/src/aspose-connection.js';
import { type RunningDesk, startDesk } from '../../sample-app/test/running-desk.js';
import { buildPage, openBrowser, type WatchedPage, watchedPage } from './browser.js';

/** A document desk with its page and its embedded sandbox. */
export interface DeskWithPage extends RunningDesk {
  readonly sandbox: AsposeSandbox;
  /** All secrets and tokens that it has used. */
  readonly secrets: ReadonlySet<string>;
}

/** Starts a document desk with an embedded sandbox, as `npm start` does. */
export async function startDeskWithPage(pageFolder: string): Promise<DeskWithPage> {
  const desk = await startDesk({}, pageFolder);
  const { sandbox } = desk.app.get(AsposeConnection);
  if (sandbox === undefined) throw new Error('The environment has credentials of a real service.');
  const tokens = desk.app.get(AsposeTokenService);
  const secrets = new Set([sandbox.clientSecret]);
  tokens.events$.subscribe(({ type }) => {
    secrets.add(sandbox.clientSecret);
    const token = tokens.current();
    if (type === 'token.acquired' && token) secrets.add(token.value);
  });
  return { ...desk, sandbox, secrets };
}

/** A desk and its page, new for each test. */
export interface DeskTest {
  readonly folder: string;
  readonly browser: Browser;
  readonly desk: DeskWithPage;
  readonly watched: WatchedPage;
  readonly page: Page;
}

/** Registers hooks that start a desk and open its page before each test. The object that it returns is filled by them. */
export function useDeskPage(options: BrowserContextOptions = {}): DeskTest {
  const test = {} as { -readonly [K in keyof DeskTest]: DeskTest[K] };
  beforeAll(async () => {
    test.folder = buildPage();
    test.browser = await openBrowser();
  }, 60_000);
  afterAll(() => test.browser.close());
  beforeEach(async () => {
    test.desk = await startDeskWithPage(test.folder);
    test.watched = await watchedPage(test.browser, options);
    test.page = test.watched.page;
    test.page.setDefaultTimeout(15_000);
    await test.page.goto(test.desk.url);
    await test.page.getByText('Live', { exact: true }).waitFor();
  }, 30_000);
  afterEach(async () => {
    await test.page.context().close();
    await test.desk.close();
  });
  return test;
}

/** Creates a file for Playwright's `setInputFiles`. */
export function createFile(name: string, buffer: Buffer) {
  return { name, mimeType: 'application/octet-stream', buffer };
}

export async function getListedDocuments(page: Page): Promise<string[]> {
  return (await page.locator('.document strong').allTextContents()).sort();
}

/** Waits until the page lists exactly these documents. */
export async function waitForDocuments(page: Page, ...names: string[]): Promise<void> {
  const expected = names.sort().join();
  await waitUntil(async () => (await getListedDocuments(page)).join() === expected, expected);
}

/** Polls from outside of the page, because the page's policy does not allow to evaluate strings as scripts. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, description: string): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (performance.now() < deadline) {
    if (await condition()) return;
    await sleep(15);
  }
  throw new Error(`Timed out waiting for ${description}.`);
}
