import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule } from '../../lib/index.js';
import { createSdk } from '../../lib/sdk/create-sdk.js';
import { AsposeSandbox } from '../../sandbox/src/index.js';
import { authorized } from '../support/authorized.js';
import { FakeAspose } from '../support/fake-aspose.js';
import { fileWith, SDKS } from '../support/sdks.js';
import { Converter, ConverterModule, root as groupDocsRoot } from './sdk-examples/groupdocs.js';
import { mockedReports } from './sdk-examples/mocked.js';
import { ArchiveApi, feature } from './sdk-examples/other-sdk.js';
import { Pages, PagesModule } from './sdk-examples/pages.js';
import { Reports, ReportsModule } from './sdk-examples/reports.js';

const page = readFileSync('docs/sdks.md', 'utf8');

describe('docs/sdks.md', () => {
  it('contains every example exactly as it is compiled and run here', () => {
    const blocks = [...page.matchAll(/<!-- example:(\S+) -->\n```ts\n([\s\S]*?)```\n<!-- \/example -->/g)];
    expect(blocks.map(([, path]) => path?.replace(/.*\//, ''))).toEqual([
      'reports.ts',
      'groupdocs.ts',
      'pages.ts',
      'other-sdk.ts',
      'mocked.ts',
    ]);
    for (const [, path = '', code] of blocks) expect(code).toBe(readFileSync(path, 'utf8'));
    expect(page.match(/^```ts$/gm)).toHaveLength(blocks.length);
  });

  it('links to pages and sections that exist', () => {
    const targets = [...page.matchAll(/\]\(([\w./-]+)?(#[\w-]+)?\)/g)];
    expect(targets.length).toBeGreaterThan(3);
    for (const [, path = 'sdks.md', anchor] of targets) {
      expect([path, existsSync(`docs/${path}`)]).toEqual([path, true]);
      const titles = readFileSync(`docs/${path}`, 'utf8').matchAll(/^#+ (.+)$/gm);
      const anchors = [...titles].map(
        ([, title = '']) =>
          `#${title
            .toLowerCase()
            .replace(/[^\w\s-]/g, '')
            .replace(/ /g, '-')}`,
      );
      if (anchor) expect(anchors).toContain(anchor);
    }
  });
});

describe('the examples of docs/sdks.md', () => {
  let sandbox: AsposeSandbox;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
  });
  afterAll(() => sandbox.stop());

  const own = () => ({ clientId: sandbox.clientId, clientSecret: sandbox.clientSecret, baseUrl: sandbox.url });
  const start = async (...imports: Parameters<typeof Module>[0]['imports'] & object) =>
    (await Test.createTestingModule({ imports }).compile()).init();

  it('S-1 list, copy and count archived files with one token for each account', async () => {
    const client = authorized(own()).axios;
    await client.put('/v4.0/words/storage/file/reports/M%C3%A4rz.docx', 'x');
    await client.put('/v4.0/words/storage/file/R%C3%BCckblick.pptx', 'x');
    const before = sandbox.tokenRequests;
    const app = await start(AsposeAuthModule.forRoot({ ...own(), accounts: { reports: own() } }), ReportsModule);
    const reports = app.get(Reports);
    expect(await reports.names()).toEqual(['März.docx']);
    await reports.copy('Rückblick.pptx');
    expect(await reports.archived()).toBe(3);
    expect(sandbox.tokenRequests).toBe(before + 2);
    await app.close();
  });

  it('S-1 store a file in GroupDocs, with an account of its own', async () => {
    const { clientId, clientSecret, baseUrl } = own();
    const saved = { id: process.env.ASPOSE_CLIENT_ID, secret: process.env.ASPOSE_CLIENT_SECRET };
    Object.assign(process.env, { ASPOSE_CLIENT_ID: 'aspose-only', ASPOSE_CLIENT_SECRET: 'aspose-only' });
    const app = await start(groupDocsRoot(clientId, clientSecret, baseUrl), ConverterModule);
    Object.assign(process.env, { ASPOSE_CLIENT_ID: saved.id ?? '', ASPOSE_CLIENT_SECRET: saved.secret ?? '' });
    await app.get(Converter).store('Größe #1.docx', Buffer.from('converted'));
    const stored = await authorized(own()).axios.get(`/v4.0/words/storage/file/${encodeURIComponent('Größe #1.docx')}`);
    expect(stored.data).toBe('converted');
    await app.close();
  });

  it('S-1 store a page with the SDK of Aspose.HTML', async () => {
    const app = await start(AsposeAuthModule.forRoot(own()), PagesModule);
    sandbox.revokeAll();
    expect(await app.get(Pages).store(fileWith(Buffer.from('<p>'), 'May.html'))).toEqual(['May.html']);
    await app.close();
  });

  it('S-1 use another SDK before and after a revocation', async () => {
    const fake = await FakeAspose.start();
    fake.onApi = ({ headers }, response) => {
      const isValid = fake.valid.has(headers.authorization?.slice('Bearer '.length) ?? '');
      response.writeHead(isValid ? 200 : 401, { 'content-type': 'application/json' }).end('{"count":3}');
    };
    const app = await start(AsposeAuthModule.forRoot(fake.options), feature);
    const archive = app.get(ArchiveApi, { strict: false });
    expect(await archive.count()).toBe(3);
    fake.revokeAll();
    expect(await archive.count()).toBe(3);
    expect(fake.tokenRequests).toHaveLength(2);
    await app.close();
    await fake.stop();
  });

  it('S-1 can be tested without a server', async () => {
    const reports = await mockedReports();
    expect(await reports.names()).toEqual(['May.docx']);
    expect(await reports.archived()).toBe(1);
  });
});

/** According to the page, these encode names; the others do not. */
const ENCODING_SDKS = ['WordsApi', 'PdfApi', 'HTML StorageApi'];

describe.each(SDKS)('S-3 file names with $name', ({ name: sdkName, sdk, upload }) => {
  it.each(['Übersicht 日本.bin', '50 %.bin', 'a#b?c.bin'])(
    '%s is stored unchanged if passed as docs/sdks.md says',
    async (name) => {
      const sandbox = await AsposeSandbox.start();
      const { clientId, clientSecret, url: baseUrl } = sandbox;
      const { account, axios } = authorized({ clientId, clientSecret, baseUrl });
      const api = await createSdk(account, sdk);
      await upload(
        api,
        `folder/${ENCODING_SDKS.includes(sdkName) ? name : encodeURIComponent(name)}`,
        Buffer.from('x'),
      );
      const { data } = await axios.get('/v4.0/words/storage/folder/folder');
      // WordsApi does not encode these two characters, so that the rest of the name is lost.
      const expected = sdkName === 'WordsApi' && name.includes('#') ? 'a' : name;
      expect(data.Value.map(({ Name }: { Name: string }) => Name)).toEqual([expected]);
      await sandbox.stop();
    },
  );
});
