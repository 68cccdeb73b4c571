import { describe, expect, it, jest } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import {
  type AsposeAuthTestingOptions,
  AsposeAuthTestingModule as Testing,
  type TestResponder,
} from 'nestjs-aspose-auth/testing';
import { firstValueFrom } from 'rxjs';

const createApp = (options?: AsposeAuthTestingOptions) =>
  Test.createTestingModule({ imports: [Testing.forRoot(options)] }).compile();
const get = (app: INestApplicationContext, path = '/v4.0/words/info') =>
  firstValueFrom(app.get(AsposeClient).get(path));
const echoToken: TestResponder = ({ headers }) => ({ data: headers.Authorization });

describe('the responses of AsposeAuthTestingModule', () => {
  it('are the same for all requests, or come from a function', async () => {
    const app = await createApp({ respond: { data: { one: 1 }, headers: { 'X-Test': 'value' } } });
    expect(await get(app)).toMatchObject({ status: 200, statusText: 'OK', data: { one: 1 } });
    expect((await get(app)).headers['x-test']).toBe('value');
    const respond = jest.fn<TestResponder>(({ url }) => ({ status: 201, data: url }));
    Testing.of(app).respond(respond);
    expect(await get(app, '/v4.0/words/a.docx')).toMatchObject({ status: 201, data: '/v4.0/words/a.docx' });
    expect(respond).toHaveBeenCalledTimes(1);
    expect(JSON.stringify(respond.mock.calls)).not.toContain('test-token'); // H-2
  });

  it('fail according to the caller’s validateStatus', async () => {
    const app = await createApp({ respond: { status: 404, data: 'no such file' } });
    const notFound = { code: 'ERR_BAD_REQUEST', response: { status: 404, data: 'no such file' } };
    await expect(get(app)).rejects.toMatchObject(notFound);
    Testing.of(app).respond({ status: 503 });
    await expect(get(app)).rejects.toMatchObject({ code: 'ERR_BAD_RESPONSE', response: { status: 503 } });
    const response = app.get(AsposeClient).get('/', { validateStatus: () => true });
    expect(await firstValueFrom(response)).toMatchObject({ status: 503 });
  });

  it('cause an error that names the request and the option, if there are none', async () => {
    const app = await createApp();
    await expect(get(app)).rejects.toThrow('No response to GET https://api.aspose.cloud/v4.0/words/info in this test');
    await expect(get(app)).rejects.toThrow('respond');
  });
});

describe('simulated 401s', () => {
  it('H-3 one is replayed with a second token, which the caller does not notice', async () => {
    const respond = jest.fn(echoToken);
    const app = await createApp({ unauthorized: 1, respond });
    expect((await get(app)).data).toBe('Bearer test-token-2');
    expect(app.get(AsposeTokenService).state.tokenRequests).toBe(2);
    Testing.of(app).unauthorized();
    expect((await get(app)).data).toBe('Bearer test-token-3');
    expect(respond).toHaveBeenCalledTimes(2);
  });

  it('H-3 two in a row reach the caller as the ordinary AxiosError', async () => {
    const app = await createApp({ respond: {} });
    Testing.of(app).unauthorized(2);
    await expect(get(app)).rejects.toMatchObject({ response: { status: 401 }, asposeAuth: 'already-replayed' });
    expect((await get(app)).status).toBe(200);
  });

  it('H-4 one is not replayed if nothing of the body is kept', async () => {
    const { Readable } = await import('node:stream');
    const app = await createApp({ unauthorized: 1, respond: {} });
    const upload = app
      .get(AsposeClient)
      .put('/v4.0/words/storage/file/a.docx', Readable.from(['bytes']), { asposeAuth: { replayBufferBytes: 0 } });
    await expect(firstValueFrom(upload)).rejects.toMatchObject({ asposeAuth: 'body-not-replayable' });
  });
});
