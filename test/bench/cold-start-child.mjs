// One cold start of the scenario of that name, in a process of its own. Prints its figures as JSON.
import { pathToFileURL } from 'node:url';

const { name, url, credentials, library } = JSON.parse(process.argv[2]);
const startedAt = performance.now();
await import('reflect-metadata');
const { Module } = await import('@nestjs/common');
const { NestFactory } = await import('@nestjs/core');

/** The hand-written service is a provider, as in an application. */
async function importTutorial() {
  const { start } = await import('./adapters/tutorial-service.mjs');
  const provider = { provide: 'client', useFactory: () => start(url, credentials, {}) };
  return { module: { providers: [provider] }, getCall: (app) => app.get('client').call };
}

async function importOurs(more) {
  const { AsposeAuthModule, AsposeClient } = await import(pathToFileURL(library).href);
  const { callHttpService } = await import('./adapters/bare-http-service.mjs');
  const { clientId, clientSecret } = credentials;
  const imported = AsposeAuthModule.forRoot({ clientId, clientSecret, baseUrl: url, ...more });
  return { module: { imports: [imported] }, getCall: (app) => callHttpService(app.get(AsposeClient)) };
}

const { module, getCall } = await (name === 'tutorial-service'
  ? importTutorial()
  : importOurs(name === 'ours-undici' ? { transport: 'undici' } : {}));
const importedAt = performance.now();
class App {}
Module(module)(App);
const app = await NestFactory.createApplicationContext(App, { logger: false });
const bootedAt = performance.now();
await getCall(app)('/v4.0/words/a.docx');
const answeredAt = performance.now();
const figures = {
  importMs: importedAt - startedAt,
  bootMs: bootedAt - importedAt,
  firstCallMs: answeredAt - bootedAt,
  totalMs: answeredAt - startedAt,
};
process.stdout.write(JSON.stringify(figures), () => process.exit());
