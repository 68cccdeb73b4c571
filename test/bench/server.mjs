// A fake Aspose in a process of its own: token endpoint, API, a foreign origin, the API once more over TLS, and a port
// to control it by. Forked with its settings as JSON; sends its addresses to its parent and ends with it.
import http from 'node:http';
import https from 'node:https';
import { apiRoute, foreignRoute } from './server/api-route.mjs';
import { fakeState } from './server/fake-state.mjs';
import { tokenRoute } from './server/token-route.mjs';

const { clientId, clientSecret, tls } = JSON.parse(process.argv[2]);
const state = fakeState({ clientId, clientSecret });

/** The Words SDK asks below its own path. */
const asposeRoute = (seen, answer) =>
  (seen.path.endsWith('/connect/token') ? tokenRoute : apiRoute)(state, seen, answer);

/** `PUT` with settings, `POST /revoke`, `POST /reset`; each answers with the counters. */
function controlRoute({ path, method, body }, answer) {
  if (method === 'PUT') state.set(JSON.parse(body.toString()));
  if (path === '/revoke') state.revokeAll();
  if (path === '/reset') state.reset();
  return answer(200, state.snapshot());
}

function listener(route) {
  return (request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('error', () => response.destroy());
    request.on('end', () => {
      const { method, url, headers } = request;
      const answer = (status, body, more = {}) => {
        response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));
      };
      void route({ method, path: url.split('?')[0], headers, body: Buffer.concat(chunks) }, answer);
    });
  };
}

async function listen(server, scheme) {
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, resolve));
  return `${scheme}://127.0.0.1:${server.address().port}`;
}

const api = http.createServer(listener(asposeRoute));
const secure = https.createServer(tls, listener(asposeRoute));
for (const server of [api, secure]) server.on('connection', () => (state.counters.connections += 1));

const addresses = {
  url: await listen(api, 'http'),
  secureUrl: await listen(secure, 'https'),
  foreignUrl: await listen(http.createServer(listener((seen, answer) => foreignRoute(state, seen, answer))), 'http'),
  controlUrl: await listen(http.createServer(listener(controlRoute)), 'http'),
};
process.on('disconnect', () => process.exit());
process.send(addresses);
