import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { Document, Packer, Paragraph } from 'docx';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { Reports } from '../app.module.js';

let sandbox: AsposeSandbox;
let app: INestApplication;
beforeAll(async () => {
  sandbox = await AsposeSandbox.start();
  const { clientId, clientSecret, url: baseUrl } = sandbox;
  const imports = [AsposeAuthModule.forRoot({ clientId, clientSecret, baseUrl })];
  const moduleRef = await Test.createTestingModule({ imports, providers: [Reports] }).compile();
  app = await moduleRef.createNestApplication({ logger: false }).init();
});
afterAll(async () => {
  await app.close();
  await sandbox.stop();
});

it('converts a document, with one token request and one more after a revocation', async () => {
  const file = await Packer.toBuffer(new Document({ sections: [{ children: [new Paragraph('Grüße')] }] }));
  await firstValueFrom(app.get(AsposeClient).put('/v4.0/words/storage/file/May.docx', file));
  const reports = app.get(Reports);
  expect(await reports.names()).toEqual(['May.docx']);
  sandbox.revokeAll();
  expect(await text(await reports.convert('May.docx', 'txt'))).toContain('Grüße');
  expect(sandbox.tokenRequests).toBe(2);
});

it('reports when to retry if the token endpoint is down', async () => {
  sandbox.revokeAll();
  sandbox.faults.token = { kind: 'unavailable', retryAfterSeconds: 5 };
  const error = expect.objectContaining({ code: 'ERR_ASPOSE_UNAVAILABLE', retryAfterMs: expect.any(Number) });
  await expect(app.get(Reports).names()).rejects.toEqual(error);
  sandbox.faults.clear();
});
