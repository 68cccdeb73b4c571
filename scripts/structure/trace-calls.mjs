import 'reflect-metadata';
import { Session } from 'node:inspector/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { NestFactory } from '@nestjs/core';
import { FakeAspose } from '../../test/support/fake-aspose.js';

/**
 * Runs one cold token request, and one call that meets a 401 and is replayed, in an application that has started. Lists the files of
 * `lib/` in which a function ran, as V8's precise coverage counts them; loading a module does not count.
 */
export async function traceCalls(checkout) {
  const { AsposeAuthModule, AsposeClient, AsposeTokenService } = await import(toUrl(checkout, 'lib/index.ts'));
  const fake = await FakeAspose.start();
  const module = AsposeAuthModule.forRoot({ ...fake.options });
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  const tokens = app.get(AsposeTokenService);
  const client = app.get(AsposeClient);
  const coldToken = await trace(checkout, () => tokens.getToken());
  await client.axiosRef.get('/warm-up');
  fake.revokeAll();
  const replayed = await trace(checkout, () => client.axiosRef.get('/document'));
  await app.close();
  await fake.stop();
  return { coldToken, replayed };
}

const toUrl = (checkout, path) => pathToFileURL(join(checkout, path)).href;

async function trace(checkout, run) {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  await run();
  const { result } = await session.post('Profiler.takePreciseCoverage');
  session.disconnect();
  const lib = toUrl(checkout, 'lib/');
  return result
    .filter(({ url, functions }) => url.startsWith(lib) && functions.some(hasRun))
    .map(({ url }) => url.slice(lib.length))
    .sort();
}

/** True if a function ran. The module itself is the function without a name that begins at 0. */
const hasRun = ({ functionName, ranges }) =>
  ranges.some(({ count, startOffset }) => count > 0 && !(functionName === '' && startOffset === 0));
