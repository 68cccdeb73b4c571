import assert from 'node:assert/strict';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { program } from './program.js';

program(async () => {
  const sandbox = await AsposeSandbox.start();
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: sandbox.clientId,
    client_secret: sandbox.clientSecret,
  });
  const response = await fetch(`${sandbox.url}/connect/token`, { method: 'POST', body });
  assert.equal(response.status, 200);
  assert.equal(sandbox.tokenRequests, 1);
  await sandbox.stop();
});
