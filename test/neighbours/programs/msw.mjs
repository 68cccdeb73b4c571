// msw: answers on axios' http and fetch adapters, for undici a MockAgent. Its sockets keep what was sent, hence no showHidden.
import { inspect } from 'node:util';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import * as undici from 'undici';
import { createUndiciAdapter } from '../../../lib/undici/undici-adapter.js';
import { authorized } from '../../support/authorized.js';

const baseUrl = 'https://api.test';
let issued = 0;
const server = setupServer(
  http.post(`${baseUrl}/connect/token`, () => {
    issued += 1;
    return HttpResponse.json({ access_token: `tok-${issued}`, token_type: 'Bearer', expires_in: 3600 });
  }),
  http.get(`${baseUrl}/x`, ({ request }) =>
    HttpResponse.json({}, { status: request.headers.get('authorization') === `Bearer tok-${valid}` ? 200 : 401 }),
  ),
);
let valid = 1;
server.listen({ onUnhandledRequest: 'error' });
const { axios } = authorized({ clientId: 'id', clientSecret: 'the-secret', baseUrl });
const responses = [await axios.get('/x')];
valid = 2;
responses.push(await axios.get('/x', { adapter: 'fetch' }), await axios.get('/x'));
const dispatcher = new undici.MockAgent();
dispatcher.disableNetConnect();
dispatcher.get(baseUrl).intercept({ path: '/y', headers: { authorization: /^Bearer tok-/ } }).reply(200, {});
responses.push(await axios.get('/y', { adapter: createUndiciAdapter(undici), dispatcher }));
valid = 0;
const error = await axios.get('/x').catch((cause) => cause);
server.close();
const text = inspect([responses, error], { depth: 15 });
const statuses = [...responses, error.response].map(({ status }) => status);
console.log(JSON.stringify({ statuses, leaks: [/tok-\d/.test(text), text.includes('the-secret')] }));
