import { setTimeout as sleep } from 'node:timers/promises';
import type { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeTokenService } from 'nestjs-aspose-auth';
import type { Page } from 'playwright-core';
import { AsposeConnection } from '../../sample-app/src/aspose/aspose-connection.js';
import { type RunningDesk, startDesk } from '../../sample-app/test/running-desk.js';

/** A desk with its page, its embedded sandbox, and every secret and token that it ever held. */
export interface DeskWithPage extends RunningDesk {
  readonly sandbox: AsposeSandbox;
  readonly secrets: ReadonlySet<string>;
}

/** Starts a desk that works with its own sandbox, as `npm start` does. */
export async function startDeskWithPage(folder: string): Promise<DeskWithPage> {
  const desk = await startDesk({}, folder);
  const { sandbox } = desk.app.get(AsposeConnection);
  if (sandbox === undefined) throw new Error('The environment names a real service.');
  const tokens = desk.app.get(AsposeTokenService);
  const secrets = new Set([sandbox.clientSecret]);
  tokens.events$.subscribe(({ type }) => {
    secrets.add(sandbox.clientSecret);
    const token = tokens.current();
    if (type === 'token.acquired' && token) secrets.add(token.value);
  });
  return { ...desk, sandbox, secrets };
}

/** Files as a visitor chooses them. */
export const chosen = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer });

export const documentsOn = async (page: Page): Promise<string[]> =>
  (await page.locator('.document strong').allTextContents()).sort();

/** Waits for what a page shows. Asked from here: the page's own policy lets nobody evaluate text as a script. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + 15_000;
  while (performance.now() < end) {
    if (await isSo()) return;
    await sleep(15);
  }
  throw new Error(`Waited in vain for ${what}.`);
}

/** Waits until the page lists exactly these. */
export async function untilListed(page: Page, ...names: string[]): Promise<void> {
  const wanted = names.sort().join();
  await until(async () => (await documentsOn(page)).join() === wanted, wanted);
}
