// Writes the tables of src/words/operations from the source of the official SDK:
//   node sandbox/scripts/words-operations.mjs [node_modules/asposewordscloud/dist/model/model.js]
// The table is data of the sandbox; the SDK is needed only to renew it. test/words-operations.spec.ts compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Finds the operations in the SDK's request classes. @returns Lines such as `PUT /words/{name}/saveAs SaveAs`. */
export function readOperations(source) {
  const operations = [];
  for (const [, name, body] of source.matchAll(/^class (\w+)Request \{([\s\S]*?)^\}/gm)) {
    const path = /getApiBaseUrl\(\) \+ "([^"]+)"/.exec(body)?.[1];
    const method = /method: "(\w+)"/.exec(body)?.[1];
    if (path && method) operations.push(`${method} ${path} ${name}`);
  }
  return operations.sort();
}

/** Splits the operations into the tables of the sandbox, by what their paths begin with. */
export function splitOperations(operations) {
  const isOnline = (line) => /\/online\//.test(line);
  const isElement = (line) => /\{\w*Path\}/.test(line);
  return {
    online: operations.filter(isOnline),
    elements: operations.filter((line) => !isOnline(line) && isElement(line)),
    documents: operations.filter((line) => !isOnline(line) && !isElement(line)),
  };
}

const DESCRIPTIONS = {
  online: 'Operations on a document that is sent with the request',
  elements: 'Operations on elements of a document in the storage, which are addressed by a node path',
  documents: 'Operations on the storage, and on a document in it',
};

function createModule(name, lines) {
  const constant = `${name.toUpperCase()}_OPERATIONS`;
  return `/** ${DESCRIPTIONS[name]}: method, path and name. Written by scripts/words-operations.mjs. */
export const ${constant} = \`
${lines.join('\n')}
\`;
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const require = createRequire(import.meta.url);
  const model = process.argv[2] ?? require.resolve('asposewordscloud/dist/model/model.js');
  const tables = splitOperations(readOperations(readFileSync(model, 'utf8')));
  for (const [name, lines] of Object.entries(tables)) {
    const file = fileURLToPath(new URL(`../src/words/operations/${name}.ts`, import.meta.url));
    writeFileSync(file, createModule(name, lines));
    console.log(`${lines.length} operations: ${file}`);
  }
}
