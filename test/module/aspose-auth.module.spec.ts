import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HttpModule, HttpService } from '@nestjs/axios';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose } from '../support/fake-aspose.js';

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(() => fake.stop());

describe('AsposeAuthModule.forRoot', () => {
  it('T-1 H-7 authorises three HttpServices: 1 000 cold calls cost one token request, a revocation one more', async () => {
    @Injectable()
    class A {
      constructor(@Inject(HttpService) readonly http: HttpService) {}
    }
    @Injectable()
    class B {
      constructor(@Inject(HttpService) readonly http: HttpService) {}
    }
    @Module({ imports: [HttpModule], providers: [A], exports: [A] })
    class AModule {}
    @Module({ imports: [HttpModule.register({ timeout: 60_000 })], providers: [B], exports: [B] })
    class BModule {}

    const module = await Test.createTestingModule({
      imports: [AsposeAuthModule.forRoot(fake.options), AModule, BModule],
    }).compile();
    const app = module.createNestApplication({ logger: false });
    await app.init();
    const clients = [app.get(A).http, app.get(B).http, app.get(AsposeClient)];
    const round = () =>
      Promise.all(
        Array.from({ length: 1_000 }, (_, i) => firstValueFrom(clients[i % 3]!.get(`${fake.url}/v4.0/words/info`))),
      );

    const cold = await round();
    expect(cold.every(({ status }) => status === 200)).toBe(true);
    expect(fake.tokenRequests).toHaveLength(1);
    fake.revokeAll();
    const revoked = await round();
    expect(revoked.every(({ status }) => status === 200)).toBe(true);
    expect(fake.tokenRequests).toHaveLength(2);
    expect(app.get(AsposeTokenService).state.tokenRequests).toBe(2);
    await app.close();
  }, 60_000);
});

describe('AsposeClient.get', () => {
  it('H-2 sends what axios’ own get sends, and calls a get that has replaced it', async () => {
    const imports = [AsposeAuthModule.forRoot(fake.options)];
    const app = await Test.createTestingModule({ imports }).compile();
    const client = app.get(AsposeClient);
    const { axiosRef } = client;
    const options = { method: 'post', url: '/other', params: { a: 1 }, headers: { 'X-Y': 'z' }, data: { b: 2 } };
    const [own, axios] = [await firstValueFrom(client.get('/x', options)), await axiosRef.get('/x', options)];
    expect({ ...own.config, cancelToken: undefined }).toEqual({ ...axios.config, cancelToken: undefined });
    expect({ ...fake.apiRequests[0], at: 0 }).toEqual({ ...fake.apiRequests[1], at: 0 });

    const get = axiosRef.get.bind(axiosRef);
    const replaced: string[] = [];
    axiosRef.get = (url, config) => {
      replaced.push(url);
      return get(url, config);
    };
    expect((await firstValueFrom(client.get('/y'))).status).toBe(200);
    expect(replaced).toEqual(['/y']);
    await app.close();
  });
});
