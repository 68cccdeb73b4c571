import assert from 'node:assert/strict';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { program } from './program.js';

program(async () => {
  if (process.env.OPTIONAL_PEERS === 'none') {
    // busboy is there all the same: Nest's Express platform brings it.
    await assert.rejects(AsposeSandbox.start(), (error: Error) => {
      assert.match(error.message, /npm install --save-dev .*jose.*jszip.*@xmldom\/xmldom.*mammoth/);
      return true;
    });
    return;
  }
  const sandbox = await AsposeSandbox.start();
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: sandbox.clientId,
    client_secret: sandbox.clientSecret,
  });
  const answer = await fetch(`${sandbox.url}/connect/token`, { method: 'POST', body });
  assert.equal(answer.status, 200);
  assert.equal(sandbox.tokenRequests, 1);
  await sandbox.stop();
});
