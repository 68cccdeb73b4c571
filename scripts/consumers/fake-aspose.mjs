// As much of Aspose Cloud as an application needs to be told from one without a token; no package needed.
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';

/**
 * Starts it on a free port; `env` is what an application needs to use it. `POST /fake/revoke` ends the life of the token that
 * it gave out.
 */
export async function startFakeAspose() {
  let token = randomUUID();
  const fake = { tokenRequests: 0, env: {}, stop: () => server.close().closeAllConnections() };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const reply = (status, body) => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (request.url === '/fake/revoke') {
        token = randomUUID();
        return reply(200, {});
      }
      if (request.url === '/connect/token') {
        fake.tokenRequests += 1;
        return reply(200, { access_token: token, token_type: 'Bearer', expires_in: 86_400 });
      }
      if (request.headers.authorization !== `Bearer ${token}`) return reply(401, { error: 'no token' });
      return request.url.endsWith('/missing') ? reply(404, { error: 'missing' }) : reply(200, {});
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  fake.env = {
    ASPOSE_BASE_URL: `http://127.0.0.1:${server.address().port}`,
    ASPOSE_CLIENT_ID: randomUUID(),
    ASPOSE_CLIENT_SECRET: randomUUID().replaceAll('-', ''),
  };
  return fake;
}
