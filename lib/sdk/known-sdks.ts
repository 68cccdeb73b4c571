import type { AsposeSdkClass, AsposeSdkContext } from './sdk-type.js';

/** How to create an SDK object, and how its token handling is replaced. */
export interface KnownSdk {
  readonly create: (Sdk: new (...values: unknown[]) => object, context: AsposeSdkContext) => object;
  /**
   * - `authentication`: a property of its configuration that adds the header to each request.
   * - `helper`: a function of its own module that sends requests, with or without its token handling.
   *
   * @default 'authentication'
   */
  readonly hook?: 'helper';
  /** If true, a failed request leaves behind a rejected promise without a handler, which ends the process. */
  readonly abandonsPromises?: boolean;
}

const createWithBaseUrlThird: KnownSdk['create'] = (Sdk, { placeholder, baseUrl }) =>
  new Sdk(placeholder, placeholder, baseUrl);

/** These two skip authorization themselves if they have no credentials. */
const createWithOptionalCredentials: KnownSdk['create'] = (Sdk, { placeholder, baseUrl, anonymous }) =>
  anonymous ? new Sdk(null, null, baseUrl) : new Sdk(placeholder, placeholder, baseUrl);

/** By class name. The arguments are those of the constructors in the versions that docs/sdks.md lists. */
const SDKS_BY_NAME: Readonly<Record<string, KnownSdk>> = {
  WordsApi: { create: createWithBaseUrlThird },
  TasksApi: { create: createWithBaseUrlThird },
  CellsApi: {
    create: (Sdk, { placeholder, baseUrl, anonymous }) =>
      anonymous ? new Sdk('', '', undefined, baseUrl) : new Sdk(placeholder, placeholder, undefined, baseUrl),
  },
  SlidesApi: { create: createWithBaseUrlThird, hook: 'helper' },
  PdfApi: {
    create: (Sdk, { placeholder, baseUrl, anonymous }) =>
      anonymous
        ? new Sdk(`${baseUrl}/v3.0`)
        : Object.assign(new Sdk(placeholder, placeholder), { basePath: `${baseUrl}/v3.0` }),
    abandonsPromises: true,
  },
  ImagingApi: { create: createWithOptionalCredentials },
  CadApi: { create: createWithOptionalCredentials },
};

/** Every class of the GroupDocs SDKs has this static method instead of a public constructor. */
interface GroupDocsClass {
  fromKeys(appSid: string, appKey: string): { configuration: { apiBaseUrl: string } };
}

const GROUP_DOCS: KnownSdk = {
  create: (Sdk, { placeholder, baseUrl }) => {
    const api = (Sdk as unknown as GroupDocsClass).fromKeys(placeholder, placeholder);
    api.configuration.apiBaseUrl = baseUrl;
    return api;
  },
};

/** For messages. */
export const KNOWN_SDK_NAMES = [...Object.keys(SDKS_BY_NAME), 'the classes of GroupDocs and Aspose.HTML'].join(', ');

/** Finds out how to create and authorize a class; `undefined` if the package does not know it. */
export function findKnownSdk(sdk: AsposeSdkClass): KnownSdk | undefined {
  if (isGroupDocs(sdk)) return GROUP_DOCS;
  return Object.hasOwn(SDKS_BY_NAME, sdk.name) ? SDKS_BY_NAME[sdk.name] : undefined;
}

const isGroupDocs = (sdk: AsposeSdkClass): boolean =>
  typeof (sdk as unknown as Partial<GroupDocsClass>).fromKeys === 'function';
