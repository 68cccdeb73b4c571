import { Test } from '@nestjs/testing';
import { AsposeAuthError, AsposeTokenService } from 'nestjs-aspose-auth';
import { AsposeAuthTestingModule, ManualClock } from 'nestjs-aspose-auth/testing';
import { AppModule, WithAsposeClient } from '../src/app.module.js';

// `describe`, `it` and `expect` are globals of Jest, and of Vitest where it is told so.
describe('a service that calls Aspose, in a unit test', () => {
  it('gets what the test says, and never hears of a revocation', async () => {
    const paths: string[] = [];
    const module = await Test.createTestingModule({
      imports: [
        AsposeAuthTestingModule.forRoot({
          unauthorized: 1,
          respond: ({ url }) => {
            paths.push(url ?? '');
            return { status: 200 };
          },
        }),
      ],
      providers: [WithAsposeClient],
    }).compile();
    expect(await module.get(WithAsposeClient).get('/v4.0/words/info')).toBe(200);
    expect(paths).toEqual(['/v4.0/words/info']);
    expect((await module.get(AsposeTokenService).getToken()).value).toBe('test-token-2');
    await module.close();
  });

  it('is the application itself, without credentials', async () => {
    const clock = new ManualClock();
    const builder = Test.createTestingModule({ imports: [AppModule] });
    const app = await AsposeAuthTestingModule.override(builder, {
      token: 'mine',
      clock,
      respond: { status: 204 },
    }).compile();
    expect(await app.get(WithAsposeClient).get('/x')).toBe(204);
    clock.advance(3_600_001);
    expect(app.get(AsposeTokenService).current()).toBeUndefined();
    AsposeAuthTestingModule.of(app).unauthorized(2);
    await expect(app.get(WithAsposeClient).get('/x')).rejects.toMatchObject({ response: { status: 401 } });
    await app.close();
  });

  it('knows the errors by their class', async () => {
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .compile()
      .catch((reason: unknown) => reason);
    expect(module).toBeInstanceOf(AsposeAuthError);
    expect(AsposeAuthError.is(module) && module.code).toBe('ERR_ASPOSE_CONFIG');
  });
});
