// nock: answers for the token endpoint and for the API, on axios' http adapter. Its sockets keep what was sent, hence no showHidden;
// the message of a request that no mock matches lists its headers, hence without `missing`.
import { inspect } from 'node:util';
import nock from 'nock';
import { authorized } from '../../support/authorized.js';

nock.disableNetConnect();
const baseUrl = 'https://api.test';
const grant = (access_token) => ({ access_token, token_type: 'Bearer', expires_in: 3600 });
const api = nock(baseUrl);
api.post('/connect/token').reply(200, grant('tok-1'));
api.get('/x').matchHeader('authorization', 'Bearer tok-1').reply(401);
api.post('/connect/token').reply(200, grant('tok-2'));
api.get('/x').matchHeader('authorization', 'Bearer tok-2').reply(200, { ok: true });
api.get('/error').matchHeader('authorization', 'Bearer tok-2').replyWithError('broken');
const { axios } = authorized({ clientId: 'id', clientSecret: 'the-secret', baseUrl });
const response = await axios.get('/x');
const error = await axios.get('/error').catch((cause) => cause);
const missing = await axios.get('/no-such-mock').catch((cause) => cause);
const text = inspect([response, error], { depth: 15 });
const leaks = [/tok-\d/.test(text), text.includes('the-secret')];
const done = [api.isDone(), response.status, error.message, missing.code];
console.log(JSON.stringify({ done, leaks }));
