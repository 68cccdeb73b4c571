import { basename } from 'node:path';
import type { Account } from '../accounts/account.js';
import { isStream } from './call-streams.js';
import { RedactedHeader, redactSdkResult } from './redaction.js';
import { getAllowedOrigin, type SdkResult } from './sdk-attempt.js';
import { sendSdkRequest } from './sdk-call.js';
import { findModule } from './sdk-patches.js';
import { type AsposeSdkContext, type AsposeSdkType, getSdkClass } from './sdk-type.js';

/**
 * Creates an object of the SDK of Aspose.HTML, whose classes `StorageApi`, `ConversionApi` and `VectorizationApi` share one
 * `ApiClient` per process. Their constructors make that client request a token with a call that blocks the event loop. The object
 * gets a client of its own instead, which authorises each request.
 *
 * The SDK's methods are properties of the object and end with a callback. Without one, they return a promise.
 *
 * @returns `undefined` if the class is not one of this SDK, or if the SDK is bundled into the application.
 */
export async function createHtmlSdk(
  account: Account,
  entry: AsposeSdkType,
  sdkContext: AsposeSdkContext,
): Promise<object | undefined> {
  const sdk = getSdkClass(entry);
  const module = findModule(sdk);
  const ApiClient = module?.children.map(({ exports }) => exports as unknown).find(isApiClient);
  if (module === undefined || ApiClient === undefined) return undefined;
  const context: CallContext = { account, name: basename(module.filename, '.js') };
  const basePath = `${sdkContext.baseUrl}/v4.0`;
  const client = createApiClient(ApiClient, context);
  client.setConfig({ basePath });
  const { instance } = ApiClient;
  let created: unknown;
  ApiClient.instance = client;
  try {
    created = 'useFactory' in entry ? entry.useFactory(sdkContext) : new (sdk as unknown as HtmlApiClass)({ basePath });
  } finally {
    ApiClient.instance = instance;
  }
  return wrapMethods((await created) as HtmlApi, client, context);
}

type HtmlApiClass = new (configuration: { basePath: string }) => HtmlApi;

interface HtmlApi {
  apiClient: HtmlApiClient;
  /** Of the classes that convert: uploads their source and downloads their result. */
  storageApi?: HtmlApi;
}

type Callback = (error: unknown, data?: unknown, response?: unknown) => void;

interface HtmlApiClient {
  basePath: string;
  defaultHeaders: Record<string, unknown>;
  setConfig: (configuration: { basePath: string }) => void;
  isFileParam: (value: unknown) => boolean;
  /** The last argument is a {@link Callback}. */
  callApi: (...args: unknown[]) => SuperagentRequest | undefined;
}

interface SuperagentRequest {
  readonly req?: { readonly writableFinished: boolean };
  redirects(max: number): unknown;
  on(event: 'error', listener: () => void): unknown;
  abort(): unknown;
}

interface HtmlApiClientClass {
  new (): HtmlApiClient;
  readonly prototype: HtmlApiClient;
  /** Used by the constructors of the API classes. */
  instance: HtmlApiClient;
}

function isApiClient(exported: unknown): exported is HtmlApiClientClass {
  const { instance, prototype } = (exported ?? {}) as Partial<HtmlApiClientClass>;
  const methods = [prototype?.setConfig, prototype?.isFileParam, prototype?.callApi];
  return typeof instance === 'object' && methods.every((method) => typeof method === 'function');
}

/** For whom requests are sent, and by what, for messages: a class or one of its methods. */
interface CallContext {
  readonly account: Account;
  readonly name: string;
}

/** Creates a client that requests no token. Its own `callApi` is for applications that call it themselves. */
function createApiClient(ApiClient: HtmlApiClientClass, context: CallContext): HtmlApiClient {
  const client = new ApiClient();
  client.defaultHeaders = { 'x-aspose-client': 'aspose.html-cloud nodejs sdk' };
  client.setConfig = ({ basePath }) => {
    client.basePath = basePath;
  };
  // The SDK recognises files only, and would send the text "[object Object]" instead of any other stream.
  const { isFileParam } = ApiClient.prototype;
  client.isFileParam = (value) => isStream(value) || isFileParam.call(client, value);
  client.callApi = createCallApi(client, context, (error) => {
    process.nextTick(() => {
      throw error;
    });
  });
  return client;
}

/** @param onError Receives what the callback throws, or the error of the request because of which it throws. */
function createCallApi(
  client: HtmlApiClient,
  context: CallContext,
  onError: (error: unknown) => void,
): HtmlApiClient['callApi'] {
  return (...args): undefined => {
    const callback = args.at(-1) as Callback | undefined;
    const end: Callback = (error, ...values) => {
      try {
        callback?.(error, ...values);
      } catch (thrown) {
        onError(error ?? thrown);
      }
    };
    sendSdkRequest({
      ...context,
      args: args.slice(0, -1),
      send: (values, authorization) => sendOnce(client, context, values, authorization),
    }).then(
      ({ failure, value }) => end(failure?.error ?? null, ...(value as [unknown, unknown])),
      (error: unknown) => end(error, null),
    );
  };
}

/** Sends a request once. The value of the result is what the callback gets besides the error. */
function sendOnce(
  client: HtmlApiClient,
  { account, name }: CallContext,
  values: readonly unknown[],
  authorization: string | undefined,
): Promise<SdkResult> {
  const sender = Object.create(client) as HtmlApiClient;
  if (authorization !== undefined) {
    getAllowedOrigin(account, name, client.basePath);
    sender.defaultHeaders = { ...client.defaultHeaders, Authorization: new RedactedHeader(authorization) };
  }
  const { callApi } = Object.getPrototypeOf(client) as { callApi: (...args: unknown[]) => SuperagentRequest };
  return new Promise((resolve) => {
    const request = callApi.call(sender, ...values, (error: unknown, data: unknown, response: unknown) => {
      if (request.req?.writableFinished === false) request.abort(); // answered before all of it was sent
      if (authorization !== undefined) for (const holder of [error, response]) redactSdkResult(holder, authorization);
      const { status } = (response ?? {}) as { status?: number };
      resolve({ status, value: [data, response], ...(Boolean(error) && { failure: { error } }) });
    });
    request.on('error', () => undefined); // the callback gets it as well
    // H-1: superagent compares the hosts of a redirect, but not the schemes.
    if (authorization !== undefined) request.redirects(0);
  });
}

/** Makes each method send its requests with the account's token, and end once: with its callback, or by a promise. */
function wrapMethods(api: HtmlApi, client: HtmlApiClient, context: CallContext): HtmlApi {
  const methods = Object.entries(api).filter((entry): entry is [string, Method] => typeof entry[1] === 'function');
  const original: Record<string, Method> = Object.fromEntries(methods);
  const run = (name: string, args: readonly unknown[], done: Callback): void => {
    const method = original[name] as Method;
    let isDone = false;
    const end: Callback = (...values) => {
      if (!isDone) done(...values);
      isDone = true;
    };
    // The converting classes throw errors in callbacks of their own, which would end the process.
    const apiClient = Object.assign(Object.create(client) as HtmlApiClient, {
      callApi: createCallApi(client, { account: context.account, name: `${context.name}.${name}` }, end),
    });
    const storageApi = api.storageApi && Object.assign(Object.create(api.storageApi) as HtmlApi, { apiClient });
    const scope = Object.assign(Object.create(api) as HtmlApi, original, { apiClient, storageApi });
    method.apply(scope, toArguments(method, args, end));
  };
  for (const [name, method] of methods) {
    const value = (...args: unknown[]) => {
      const callback = args[method.length - 1] as Callback | undefined;
      if (typeof callback === 'function') {
        // In a turn of its own, so that what it throws is not taken for an error of the SDK.
        run(name, args, (...values) => process.nextTick(callback, ...values));
        return undefined;
      }
      return new Promise((resolve, reject) => {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- passed on as the SDK reports it
        run(name, args, (error, data) => (error ? reject(error) : resolve(data)));
      });
    };
    Object.defineProperty(api, name, { value, writable: true, configurable: true, enumerable: true });
  }
  return api;
}

type Method = (this: HtmlApi, ...args: unknown[]) => unknown;

/** The callback is the last of the parameters that a method declares. */
function toArguments({ length }: Method, args: readonly unknown[], callback: Callback): unknown[] {
  return [...Array.from({ length: length - 1 }, (_, index) => args[index]), callback];
}
