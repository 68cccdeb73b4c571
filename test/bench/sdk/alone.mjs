/** The SDKs as their READMEs make them, led to the sandbox with what each has for that. */
const MAKE = {
  WordsApi: ({ sdk: WordsApi }, id, secret, url) => new WordsApi(id, secret, url),
  SlidesApi: ({ sdk: SlidesApi }, id, secret, url) => new SlidesApi(id, secret, url, url),
  PdfApi: ({ sdk: PdfApi }, id, secret, url) => {
    const api = new PdfApi(id, secret);
    api.configuration.baseUrl = `${url}/v3.0`;
    api.basePath = `${url}/v3.0`;
    return api;
  },
  CellsApi: ({ sdk: CellsApi }, id, secret, url) => new CellsApi(id, secret, undefined, url),
  TasksApi: ({ sdk: TasksApi }, id, secret, url) => new TasksApi(id, secret, url),
  // These two take the secret first.
  ImagingApi: ({ sdk: ImagingApi }, id, secret, url) => new ImagingApi(secret, id, url),
  CadApi: ({ sdk: CadApi }, id, secret, url) => new CadApi(secret, id, url),
  'GroupDocs conversion': groupDocs,
  'GroupDocs viewer': groupDocs,
};

function groupDocs({ sdk: FileApi }, id, secret, url) {
  const api = FileApi.fromKeys(id, secret);
  api.configuration.apiBaseUrl = url;
  return api;
}

export function alone(under, { clientId, clientSecret, baseUrl }) {
  return MAKE[under.name](under, clientId, clientSecret, baseUrl);
}
