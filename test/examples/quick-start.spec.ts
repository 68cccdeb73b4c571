import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { variablesFor } from '../cli/terminal.js';
import { makeDocx } from '../support/docx.js';
import { AppModule } from './quick-start/app.module.js';
import { Reports } from './quick-start/reports.js';

let sandbox: AsposeSandbox;
let app: INestApplication | undefined;
const names = ['ASPOSE_BASE_URL', 'ASPOSE_CLIENT_ID', 'ASPOSE_CLIENT_SECRET'];
afterEach(async () => {
  await app?.close();
  for (const name of names) Reflect.deleteProperty(process.env, name);
  await sandbox.stop();
});

describe('the README’s module and service, with variables and nothing else', () => {
  it('list and convert with one token request, and one more after a revocation', async () => {
    sandbox = await AsposeSandbox.start();
    Object.assign(process.env, variablesFor(sandbox));
    const module = await Test.createTestingModule({ imports: [AppModule], providers: [Reports] }).compile();
    app = await module.createNestApplication({ logger: false }).init();
    await firstValueFrom(
      app.get(AsposeClient).put('/v4.0/words/storage/file/Mai.docx', await makeDocx({ paragraphs: ['Grüße'] })),
    );
    const reports = app.get(Reports);
    expect(await reports.names()).toEqual(['Mai.docx']);
    expect(app.get(AsposeTokenService).state.tokenRequests).toBe(1);
    sandbox.revokeAll();
    expect(await text(await reports.convert('Mai.docx', 'txt'))).toContain('Grüße');
    expect(sandbox.tokenRequests).toBe(2);
  });
});
