// How to run the test suites of the official Node SDKs: their files, and the configuration that they read.

const SERVICE = 'https://api.aspose.cloud';

/** Configuration in the form of Words, Slides and Tasks. */
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

/**
 * The suites by their names. Paths are relative to the checkout; `*` stands for any text in a name.
 *
 * - `configFile`, `createConfig`: a file that the suite reads, and its content
 * - `env`: environment variables that it reads
 * - `replace`: addresses that it does not read from anywhere, by file
 * - `upload`: files of the checkout that it expects in the storage; `stock`: files by their paths, with their content
 * - `runner`, `sdk`: for Jest, and the module with the SDK's classes
 */
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
    configFile: 'settings/credentials.json',
    createConfig: ({ clientId, clientSecret }) => ({ client_id: clientId, client_secret: clientSecret }),
    replace: { 'src/api/api.ts': ({ url }) => [[SERVICE, url]] },
  },
  cells: {
    files: ['test/Dynabic/*.ts'],
    env: ({ url, clientId, clientSecret }) => ({
      CellsCloudClientId: clientId,
      CellsCloudClientSecret: clientSecret,
      CellsCloudApiBaseUrl: url,
    }),
  },
  imaging: {
    runner: 'jest',
    sdk: 'lib/api',
    files: ['test/api/storage/*-tests-*.ts'],
    options: { storageNames: ['First Storage', 'Imaging-CI'] },
    configFile: 'testdata/serverAccess.json',
    createConfig: ({ url, clientId, clientSecret }) => ({ ClientId: clientId, ClientSecret: clientSecret, BaseURL: url }),
    // The content of each file is its path: the suite compares the two.
    stock: {
      to: '/v3.0/imaging/storage/file/',
      query: '?storageName=Imaging-CI',
      files: ['Storage.txt', 'Folder1/Folder1.txt', 'Folder2/Folder2.txt', 'Folder2/Folder3/Folder3.txt'].map(
        (name) => `ImagingIntegrationTestData/Storage/${name}`,
      ),
    },
  },
  html: {
    files: ['test/F*Api.spec.js', 'test/StorageApi.spec.js'],
    folders: ['testresult'],
    replace: {
      'test/helper.js': ({ url, clientId, clientSecret }) => [
        [/https:\/\/api\.aspose\.cloud/, url],
        [/"apiKey":"[^"]*"/, `"apiKey":"${clientSecret}"`],
        [/"appSID":"[^"]*"/, `"appSID":"${clientId}"`],
      ],
    },
  },
  conversion: groupDocs,
  viewer: { ...groupDocs, upload: { from: 'test/test_files', to: '/v2.0/viewer/storage/file/' } },
};
