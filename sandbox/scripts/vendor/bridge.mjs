// Replaces the classes of an official SDK, where its test suite imports them, by classes whose objects get their tokens from
// the built package nestjs-aspose-auth: the suite runs unchanged through the SDK bridge.
import { LazyModuleLoader, NestFactory } from '@nestjs/core';
import { AsposeAuthModule, getAsposeSdkToken } from '../../../dist/esm/index.js';

const { SANDBOX_URL, SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET } = process.env;
const PLACEHOLDER = 'managed';

const application = NestFactory.createApplicationContext(createRootModule(), { logger: ['error', 'warn'] });

/** Stops the application that holds the token. */
export async function close() {
  await (await application).close();
}

/** @returns What a module of the SDK exports, with its API classes replaced. */
export function replaceClasses(exported) {
  const names = Object.keys(exported).filter((name) => /Api$/.test(name) && typeof exported[name] === 'function');
  const entries = names.map((name) => [name, { value: createFacade(exported[name]), enumerable: true }]);
  return entries.length === 0 ? exported : Object.create(exported, Object.fromEntries(entries));
}

function createRootModule() {
  class RootModule {}
  const credentials = { clientId: SANDBOX_CLIENT_ID, clientSecret: SANDBOX_CLIENT_SECRET };
  return { module: RootModule, imports: [AsposeAuthModule.forRoot({ ...credentials, baseUrl: SANDBOX_URL })] };
}

/** A class that creates objects of the given class, or of one that the suite derives from it, through the bridge. */
function createFacade(Sdk) {
  const facade = new Proxy(Sdk, {
    construct(target, args, newTarget) {
      // The constructors of Aspose.HTML request a token and block the thread meanwhile.
      if (!hasMethods(target)) return createLazy({}, inject(target, target));
      const created = Reflect.construct(target, args.map(hideCredentials), newTarget);
      return bridge(newTarget === facade ? target : newTarget, created);
    },
    get(target, key, receiver) {
      if (key !== 'fromConfig') return Reflect.get(target, key, receiver);
      // The classes of GroupDocs have no public constructors.
      return (config) => bridge(target, target.fromConfig(Object.assign(config, { appSid: PLACEHOLDER, appKey: PLACEHOLDER })));
    },
  });
  return facade;
}

const hideCredentials = (value) => ([SANDBOX_CLIENT_ID, SANDBOX_CLIENT_SECRET].includes(value) ? PLACEHOLDER : value);

const hasMethods = (Sdk) => Object.getOwnPropertyNames(Sdk.prototype).some((name) => name !== 'constructor');

const bridge = (sdk, created) => createLazy(created, inject(sdk, { sdk, useFactory: () => created }));

/** Suites create their objects synchronously, Nest its providers asynchronously: the methods wait for that. */
function createLazy(created, ready) {
  ready.catch(() => undefined); // each method reports it
  return new Proxy(created, {
    get(target, key) {
      const value = Reflect.get(target, key);
      if (key in target && (typeof value !== 'function' || key === 'constructor')) return value;
      return key === 'then' ? undefined : (...args) => ready.then((api) => api[key](...args));
    },
  });
}

async function inject(sdk, entry) {
  const feature = AsposeAuthModule.forFeature({ sdks: [entry] });
  // A class of its own for each object: Nest loads a module only once.
  const module = await (await application).get(LazyModuleLoader).load(() => ({ ...feature, module: class {} }));
  return module.get(getAsposeSdkToken(sdk));
}
