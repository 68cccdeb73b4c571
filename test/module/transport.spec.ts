import { subscribe } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import axios from 'axios';
import { AsposeAuthModule, AsposeClient } from '../../lib/index.js';
import { FakeAspose } from '../support/fake-aspose.js';

let fake: FakeAspose;

beforeEach(async () => {
  fake = await FakeAspose.start();
});

afterEach(() => fake.stop());

const start = (options: object) =>
  Test.createTestingModule({ imports: [AsposeAuthModule.forRoot({ ...fake.options, ...options })] }).compile();

it('transport: undici carries the requests of AsposeClient, authorised and replayed', async () => {
  const app = await start({ transport: 'undici' });
  const { axiosRef } = app.get(AsposeClient);
  const sent: string[] = [];
  subscribe('undici:request:create', (message) => {
    sent.push((message as { request: { path: string } }).request.path);
  });
  expect((await axiosRef.get('/a')).status).toBe(200);
  fake.revokeAll();
  expect((await axiosRef.put('/b', { x: 1 })).status).toBe(200);
  expect(fake.tokenRequests).toHaveLength(2);
  expect(sent).toEqual(['/a', '/b', '/b']);
  const other = await start({ transport: 'undici' });
  expect(other.get(AsposeClient).axiosRef.defaults.adapter).toBe(axiosRef.defaults.adapter);
  await Promise.all([app.close(), other.close()]);
});

it('transport: left out is axios’ own', async () => {
  const app = await start({});
  expect(app.get(AsposeClient).axiosRef.defaults.adapter).toEqual(axios.defaults.adapter);
  await app.close();
});

it('transport: of another name is a problem', async () => {
  await expect(start({ transport: 'curl' })).rejects.toThrow(/transport must be 'undici', or left out/);
});
