import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Tools of a new application that nothing here uses, and that take longer to install than all the rest. */
const UNUSED = /eslint|prettier|oxlint|supertest|coverage|^globals$|^@nestjs\/mau$/;

function withoutUnused(text) {
  const manifest = JSON.parse(text);
  const used = Object.entries(manifest.devDependencies).filter(([name]) => !UNUSED.test(name));
  return JSON.stringify({ ...manifest, devDependencies: Object.fromEntries(used) }, undefined, 2);
}

/** Writes an application as `nest new` does, by the schematic that the Nest CLI of that version uses. */
export async function generateApplication(collection, folder) {
  const { SchematicTestRunner } = require('@angular-devkit/schematics/testing');
  const runner = new SchematicTestRunner('nest', require.resolve(`${collection}/dist/collection.json`));
  const tree = await runner.runSchematic('application', { name: 'app' });
  for (const file of tree.files) {
    const path = join(folder, file.replace(/^\/app\//, ''));
    const text = tree.readContent(file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.endsWith('/package.json') ? withoutUnused(text) : text);
  }
}
