import { existsSync } from 'node:fs';
import { LIBRARY, startOurs } from './ours.mjs';

export const title = 'nestjs-aspose-auth, undici';
export const packages = ['undici'];

/** False if the library was built without it. */
export const isThere = () => existsSync(`${LIBRARY}/undici`);

export const start = (serverUrl, credentials, options) =>
  startOurs(serverUrl, credentials, options, { transport: 'undici' });
