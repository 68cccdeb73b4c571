import { expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { AsposeTokenService } from 'nestjs-aspose-auth';
import { AsposeAuthTestingModule, ManualClock } from 'nestjs-aspose-auth/testing';

it('gets another token after an hour', async () => {
  const clock = new ManualClock();
  const imports = [AsposeAuthTestingModule.forRoot({ clock })];
  const tokens = (await Test.createTestingModule({ imports }).compile()).get(AsposeTokenService);
  expect((await tokens.getToken()).value).toBe('test-token');
  clock.advance(3_600_001);
  expect(tokens.current()).toBeUndefined();
  expect((await tokens.getToken()).value).toBe('test-token-2');
});
