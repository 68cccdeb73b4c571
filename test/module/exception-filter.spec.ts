import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConsoleLogger, Controller, Get, Inject, InternalServerErrorException, Logger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';
import { FakeAspose, json } from '../support/fake-aspose.js';

@Controller()
class ThrowingController {
  constructor(@Inject(AsposeClient) private readonly client: AsposeClient) {}

  @Get('as-it-is')
  asItIs() {
    return firstValueFrom(this.client.get('/x'));
  }

  @Get('as-cause')
  async asCause() {
    try {
      await this.asItIs();
    } catch (cause) {
      throw new InternalServerErrorException('no document', { cause });
    }
  }
}
@Module({ controllers: [ThrowingController] })
class ThrowingModule {}

let fake: FakeAspose;
beforeEach(async () => {
  fake = await FakeAspose.start();
});
afterEach(async () => {
  jest.restoreAllMocks();
  Logger.overrideLogger(false);
  await fake.stop();
});

describe('H-2 an error that goes through Nest’s exception filter', () => {
  it.each([
    ['as-it-is', 500, false],
    ['as-it-is', 401, false],
    ['as-it-is', 500, true],
    ['as-cause', 500, false],
    ['as-cause', 401, true],
  ])(
    '%s (%d, JSON log: %p) shows no token and no secret, to the log or to the client',
    async (path, status, isJson) => {
      fake.onApi = (_seen, response) => json(response, status, { message: 'no' });
      const lines: string[] = [];
      const keep = (chunk: unknown) => lines.push(String(chunk)) > 0;
      jest.spyOn(process.stdout, 'write').mockImplementation(keep);
      jest.spyOn(process.stderr, 'write').mockImplementation(keep);
      const module = await Test.createTestingModule({
        imports: [AsposeAuthModule.forRoot(fake.options), ThrowingModule],
      }).compile();
      const app = module.createNestApplication({ logger: new ConsoleLogger({ json: isJson, depth: 10 }) });
      await app.listen(0, '127.0.0.1');
      const answer = await fetch(`${await app.getUrl()}/${path}`);
      const shown = lines.join('') + (await answer.text()) + JSON.stringify([...answer.headers]);
      await app.close();
      expect([answer.status, lines.length > 0]).toEqual([500, true]);
      expect([/tok-[\da-f]{4}/.test(shown), shown.includes(fake.clientSecret)]).toEqual([false, false]);
    },
  );
});
