import { Test } from '@nestjs/testing';
import { SlidesApi } from 'asposeslidescloud';
import { WordsApi } from 'asposewordscloud';
import { AsposeAuthModule, getAsposeSdkToken } from 'nestjs-aspose-auth';
import { Reports, ReportsModule } from './reports.js';

/** Creates `Reports` with mocked SDKs that send no requests. */
export async function mockedReports(): Promise<Reports> {
  const credentials = { clientId: 'none', clientSecret: 'none' };
  const root = AsposeAuthModule.forRoot({ ...credentials, accounts: { reports: credentials } });
  const files = { getFilesList: () => Promise.resolve({ body: { value: [{ name: 'May.docx' }] } }) };
  const application = await Test.createTestingModule({ imports: [root, ReportsModule] })
    .overrideProvider(WordsApi)
    .useValue(files)
    .overrideProvider(getAsposeSdkToken(WordsApi, 'reports'))
    .useValue(files)
    .overrideProvider(SlidesApi)
    .useValue({ copyFile: () => Promise.resolve() })
    .compile();
  return application.get(Reports);
}
