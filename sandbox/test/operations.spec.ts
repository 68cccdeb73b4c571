import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
// @ts-expect-error: a script without types
import { createTables } from '../scripts/readme-tables.mjs';
// @ts-expect-error: a script without types
import { readOperations } from '../scripts/words-operations.mjs';
import { EMULATED_ROUTES, OTHER_ROUTES, ROUTES } from '../src/api/routes.js';
import { AsposeSandbox } from '../src/index.js';
import { DOCUMENTS_OPERATIONS } from '../src/words/operations/documents.js';
import { ELEMENTS_OPERATIONS } from '../src/words/operations/elements.js';
import { ONLINE_OPERATIONS } from '../src/words/operations/online.js';
import { getToken } from './client.js';

const require = createRequire(import.meta.url);

describe('operations', () => {
  let sandbox: AsposeSandbox;
  let token: string;
  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
    token = await getToken(sandbox);
  });
  afterAll(() => sandbox.stop());

  const request = async (method: string, path: string) => {
    const headers = { Authorization: `Bearer ${token}`, Connection: 'keep-alive' };
    const response = await fetch(sandbox.url + path, { method, headers });
    return { status: response.status, text: await response.text() };
  };

  it('S-2 the table has all operations of the official Words SDK', () => {
    const source = readFileSync(require.resolve('asposewordscloud/dist/model/model.js'), 'utf8');
    const table = [DOCUMENTS_OPERATIONS, ELEMENTS_OPERATIONS, ONLINE_OPERATIONS].join('').trim().split(/\n+/);
    const operations = (readOperations as (text: string) => string[])(source);
    expect(operations.length).toBeGreaterThan(340);
    expect(table.sort()).toEqual(operations.sort());
    const names = new Set(ROUTES.map(({ operation }) => operation));
    expect(operations.map((line) => line.split(' ')[2]).filter((name) => !names.has(name!))).toEqual([]);
  });

  it('S-2 each operation of Words that is not emulated responds with 501 and its name', async () => {
    const wrong: unknown[] = [];
    for (const { operation, method, pattern } of OTHER_ROUTES) {
      const paths = [
        pattern.replaceAll(/\{\*?\w+\}/g, 'x1'),
        pattern.replaceAll(/\{\w+Path\}/g, 'sections/0/body').replaceAll(/\{\*?\w+\}/g, 'x1'),
        pattern.replaceAll(/\/\{\w+Path\}/g, '').replaceAll(/\{\*?\w+\}/g, 'x1'),
      ];
      for (const path of new Set(paths)) {
        const { status, text } = await request(method, path);
        if (status !== 501 || !/"Message":"The sandbox does not emulate \w+ \(/.test(text)) {
          wrong.push([method, path, status, text]);
        }
      }
      const { text } = await request(method, paths[0]!);
      if (!text.includes(`emulate ${operation} (`)) wrong.push([operation, paths[0], text]);
    }
    expect(wrong).toEqual([]);
  });

  it('S-2 no operation that is emulated responds with 404 for its path, 405 or 501 to a request without content', async () => {
    for (const { method, pattern } of EMULATED_ROUTES) {
      const path = pattern
        .replace('{version}', 'v4.0')
        .replace('{product}', 'words')
        .replaceAll(/\{\*?\w+\}/g, 'x1');
      const { status, text } = await request(method, path);
      expect([pattern, status, text.includes('no operation')]).toEqual([pattern, expect.any(Number), false]);
      expect([405, 501]).not.toContain(status);
    }
  });

  it.each([
    ['GET', '/v3.0/pdf/x.pdf/pages', 'Code'],
    ['PUT', '/v3.0/tasks/x.mpp/calendars', 'Code'],
    ['POST', '/v3.0/slides/convert/pdf', 'error'],
    ['PUT', '/v4.0/cells/convert/spreadsheet', 'Code'],
    ['GET', '/v3.0/imaging/x.png/resize', 'Error'],
    ['GET', '/v4.0/barcode/generate/QR', 'error'],
    ['GET', '/v4.0/html/storage/folder/x', 'error'],
    ['PUT', '/v4.0/html/file', 'error'],
    ['POST', '/v4.0/html/conversion/html-pdf', 'error'],
    ['GET', '/v5.0/ocr/storage/disc', 'Error'],
    ['POST', '/v2.0/conversion', 'error'],
    ['GET', '/v3.0/words/x.docx', 'Error'],
    ['PATCH', '/v3.0/pdf/storage/file/x', 'Code'],
  ])('S-2 %s %s of another product or version is 501 in its own shape', async (method, path, member) => {
    const { status, text } = await request(method, path);
    expect(status).toBe(501);
    expect(text).toContain(path);
    expect(Object.keys(JSON.parse(text) as object)).toContain(member);
  });

  it.each([
    ['asposecellscloud/dist/model/model.js', '/v3.0', 300],
    ['asposeslidescloud/api.js', '/v3.0', 200],
    ['asposepdfcloud/src/api/api.js', '/v3.0', 300],
    ['@asposecloud/aspose-tasks-cloud/dist/src/api.js', '/v3.0', 90],
    ['@asposecloud/aspose-imaging-cloud/dist/lib/api.js', '/v3.0', 40],
    ['@asposecloud/aspose-cad-cloud/dist/lib/api.js', '/v3.0', 20],
    ['groupdocs-conversion-cloud/lib/conversion_api.js', '/v2.0', 15],
    ['groupdocs-viewer-cloud/lib/viewer_api.js', '/v2.0', 15],
  ])('S-2 every operation of %s is done, or 501', async (file, version, count) => {
    const source = readFileSync(require.resolve(file), 'utf8');
    const found = source.matchAll(
      /localVarPath = [^;]*?["'](\/?(?:v[\d.]+\/)?[a-z]\w*[/\w{}.-]*)["'][\s\S]*?method: ["'](\w+)["']/g,
    );
    const operations = new Set([...found].map(([, path = '', method]) => `${method} /${path.replace(/^\//, '')}`));
    expect(operations.size).toBeGreaterThan(count);
    const wrong: unknown[] = [];
    for (const operation of operations) {
      const [method = '', path = ''] = operation.split(' ');
      const address = (/^\/v\d/.test(path) ? path : version + path).replaceAll(/\{\w+\}/g, 'x1');
      const { status, text } = await request(method, address);
      if (status === 405 || /does not know this path|no operation/.test(text)) wrong.push([operation, status, text]);
    }
    expect(wrong).toEqual([]);
  });

  it('a path that no product has stays a 404, and a wrong method of Words a 405', async () => {
    expect((await request('GET', '/v3.0/unknown/x/y')).status).toBe(404);
    expect((await request('GET', '/v4.0/words/x.docx/nothing')).status).toBe(404);
    expect((await request('PATCH', '/v4.0/words/info')).status).toBe(405);
  });

  it('the tables of the README come from the routes', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const tables = (createTables as (emulated: unknown, other: unknown) => Record<string, string>)(
      EMULATED_ROUTES,
      OTHER_ROUTES,
    );
    for (const [name, table] of Object.entries(tables)) {
      const shown = new RegExp(`<!-- table:${name} -->\n([\\s\\S]*?)\n<!-- /table:${name} -->`).exec(readme)?.[1];
      expect(shown).toBe(table);
    }
  });
});
