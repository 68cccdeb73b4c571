import { Test } from '@nestjs/testing';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeAuthError, AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

// Jest in CommonJS mode without flags loads the CommonJS builds of both packages, which Node itself never does.
describe('a unit test of a Nest 11 application', () => {
  let sandbox: AsposeSandbox;

  beforeAll(async () => {
    sandbox = await AsposeSandbox.start();
  });

  afterAll(() => sandbox.stop());

  it('calls the sandbox with a token', async () => {
    const { url: baseUrl, clientId, clientSecret } = sandbox;
    const options = { baseUrl, clientId, clientSecret };
    const module = await Test.createTestingModule({ imports: [AsposeAuthModule.forRoot(options)] }).compile();
    const client = module.get(AsposeClient);
    const upload = await firstValueFrom(client.put('/v4.0/words/storage/file/a.txt', 'text'));
    expect(upload.status).toBe(200);
    const list = await firstValueFrom(client.get('/v4.0/words/storage/folder/'));
    expect(list.data).toMatchObject({ Value: [{ Name: 'a.txt' }] });
    expect(module.get(AsposeTokenService).current()?.type).toBe('Bearer');
    expect(sandbox.tokenRequests).toBe(1);
    await module.close();
  });

  it('knows the errors by their class', async () => {
    const building = Test.createTestingModule({
      imports: [AsposeAuthModule.forRoot({ clientId: ' ', clientSecret: '' })],
    }).compile();
    const error: unknown = await building.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AsposeAuthError);
    expect(AsposeAuthError.is(error) && error.code).toBe('ERR_ASPOSE_CONFIG');
  });
});
