// What the tests of @nestjs/axios import as their own package: AsposeClient in place of HttpService.
import { writeFileSync } from 'node:fs';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeAuthModule, AsposeClient } from '../../dist/esm/index.js';
import { countRequestsWithToken } from './count-tokens.mjs';

const { transport } = JSON.parse(process.env.PEER_SUITE_VARIANT);
const sandbox = await AsposeSandbox.start();
const { clientId, clientSecret, url } = sandbox;
let count = 0;
countRequestsWithToken(() => writeFileSync(process.env.PEER_SUITE_COUNTER, String(++count)));

export const HttpModule = {
  register({ baseURL }) {
    const tokenUrl = `${url}/connect/token`;
    return AsposeAuthModule.forRoot({ clientId, clientSecret, baseUrl: baseURL, tokenUrl, transport });
  },
};

export { AsposeClient as HttpService };
