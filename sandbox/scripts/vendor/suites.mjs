// How to run the test suites of the official Node SDKs: their files, and the configuration that they read.

/** Configuration in the form of Words and Tasks. */
const createConfig = ({ url, clientId, clientSecret }) => ({
  ClientId: clientId,
  ClientSecret: clientSecret,
  AppSid: clientId,
  AppKey: clientSecret,
  BaseUrl: url,
  AsyncBaseUrl: url,
  AuthUrl: `${url}/connect/token`,
  AuthBaseUrl: url,
  AllowInsecureRequests: true,
});

const groupDocs = {
  files: ['test/api/*auth*.ts', 'test/api/*file*.ts', 'test/api/*folder*.ts', 'test/api/*storage*.ts'],
  configFile: 'test/test_settings.json',
  createConfig: ({ url, clientId, clientSecret }) => ({ AppSid: clientId, AppKey: clientSecret, ApiBaseUrl: url }),
  // The suite reads its files by paths of Windows. It does not read those that the storage has already.
  upload: { from: 'test/test_files', to: '/v2.0/conversion/storage/file/' },
};

/** The suites by their names. Paths are relative to the checkout; `*` stands for any text in a name. */
export const SUITES = {
  words: {
    files: [
      'test/info/*.ts',
      'test/storage/*.ts',
      'test/testUrlEncode.ts',
      'test/testEncrypt.ts',
      'test/batchTest.ts',
      'test/document/*ppend*.ts',
      'test/document/*onvert*.ts',
      'test/document/documentTests.ts',
      'test/document/testDocument.ts',
      'test/document/*ormat*.ts',
      'test/document/*eb*.ts',
    ],
    configFile: 'testConfig.json',
    createConfig,
  },
  slides: {
    files: ['test/useCases/authTests.ts', 'test/useCases/timeoutTests.ts'],
    configFile: 'testConfig.json',
    createConfig,
    upload: { from: 'TestData', to: '/v3.0/slides/storage/file/TempSlidesSDK/' },
  },
  tasks: { files: ['test/storage/*.ts'], configFile: '../testConfig.json', createConfig },
  pdf: {
    files: ['test/testStorage.*'],
    options: { storageNames: ['First Storage', 'PDF-CI'] },
    configFile: '../Settings/servercreds.json',
    createConfig: ({ url, clientId, clientSecret }) => ({
      AppSID: clientId,
      AppKey: clientSecret,
      ProductUri: `${url}/v3.0`,
    }),
  },
  conversion: groupDocs,
  viewer: { ...groupDocs, upload: { from: 'test/test_files', to: '/v2.0/viewer/storage/file/' } },
};
