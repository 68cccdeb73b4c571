// What axios' own tests import as axios: this project's copy, changed as the variant says.
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import axios from 'axios';
import { AsposeAuthModule, AsposeAuthorizer, AsposeTokenService } from '../../dist/esm/index.js';
import { undiciAdapter } from '../../dist/esm/undici/index.js';
import { countRequestsWithToken } from './count-tokens.mjs';

/** Where nearly all of the tests start their server. */
const TEST_SERVER = 'http://localhost:4444';

const { transport, attach, baseUrl = TEST_SERVER } = JSON.parse(process.env.PEER_SUITE_VARIANT);
export const counts = { requestsWithToken: 0 };
export let close = async () => undefined;

countRequestsWithToken(() => {
  counts.requestsWithToken += 1;
});
if (transport === 'undici') axios.defaults.adapter = undiciAdapter;
if (attach) {
  const sandbox = await AsposeSandbox.start();
  const { clientId, clientSecret, url } = sandbox;
  class RootModule {}
  Module({
    imports: [AsposeAuthModule.forRoot({ clientId, clientSecret, baseUrl, tokenUrl: `${url}/connect/token` })],
  })(RootModule);
  const application = await NestFactory.createApplicationContext(RootModule, { logger: ['error', 'warn'] });
  await application.get(AsposeTokenService).getToken(); // some of the tests allow a request 300 ms
  const authorizer = application.get(AsposeAuthorizer);
  authorizer.attach(axios);
  // The tests create instances of their own, which do not inherit interceptors.
  const create = axios.create;
  axios.create = (...args) => {
    const instance = create(...args);
    authorizer.attach(instance);
    return instance;
  };
  close = async () => {
    await application.close();
    await sandbox.stop();
  };
}

export default axios;
