import { Test } from '@nestjs/testing';
import { AsposeSandbox } from 'aspose-cloud-sandbox';
import { AsposeAuthError, AsposeAuthModule, AsposeClient, AsposeTokenService } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

// Jest in CommonJS mode and without flags loads the CommonJS half, which Node itself never does.
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
    const answer = await firstValueFrom(module.get(AsposeClient).get('/v4.0/words/storage/folder/'));
    expect(answer.status).toBe(200);
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
