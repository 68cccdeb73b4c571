import type { AsposeSdkClass, AsposeSdkContext } from './sdk-type.js';

type Create = (Sdk: new (...values: unknown[]) => object, context: AsposeSdkContext) => object;

/** One row: the name of the class, how it is made, and what its token handling hangs on. */
export interface KnownSdk {
  readonly create: Create;
  /**
   * `authentication`: a property of its configuration that it asks for a header. `helper`: a function of its own module that
   * sends requests, with or without its token handling. Default `authentication`.
   */
  readonly hook?: 'helper';
  /** True where a failed request leaves a promise behind that nobody handles, which ends the process. */
  readonly abandonsPromises?: boolean;
}

const withBaseThird: Create = (Sdk, { placeholder, baseUrl }) => new Sdk(placeholder, placeholder, baseUrl);
/** Without credentials these two skip authorisation by themselves. */
const onPremise: Create = (Sdk, { placeholder, baseUrl, anonymous }) =>
  anonymous ? new Sdk(null, null, baseUrl) : new Sdk(placeholder, placeholder, baseUrl);

/** By name of the class; arguments as their constructors have them, in the versions named in docs/sdks.md. */
const BY_NAME: Readonly<Record<string, KnownSdk>> = {
  WordsApi: { create: withBaseThird },
  TasksApi: { create: withBaseThird },
  CellsApi: {
    create: (Sdk, { placeholder, baseUrl, anonymous }) =>
      anonymous ? new Sdk('', '', undefined, baseUrl) : new Sdk(placeholder, placeholder, undefined, baseUrl),
  },
  SlidesApi: { create: withBaseThird, hook: 'helper' },
  PdfApi: {
    create: (Sdk, { placeholder, baseUrl, anonymous }) =>
      anonymous
        ? new Sdk(`${baseUrl}/v3.0`)
        : Object.assign(new Sdk(placeholder, placeholder), { basePath: `${baseUrl}/v3.0` }),
    abandonsPromises: true,
  },
  ImagingApi: { create: onPremise },
  CadApi: { create: onPremise },
};

/** Every class of the GroupDocs SDKs has this instead of a public constructor. */
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

const isGroupDocs = (sdk: AsposeSdkClass): boolean =>
  typeof (sdk as unknown as Partial<GroupDocsClass>).fromKeys === 'function';

/** For messages. */
export const knownSdkNames = [...Object.keys(BY_NAME), 'the classes of GroupDocs'].join(', ');

/** The row of a class; `undefined` for one that is not in the table. */
export function knownSdk(sdk: AsposeSdkClass): KnownSdk | undefined {
  return isGroupDocs(sdk) ? GROUP_DOCS : Object.hasOwn(BY_NAME, sdk.name) ? BY_NAME[sdk.name] : undefined;
}
