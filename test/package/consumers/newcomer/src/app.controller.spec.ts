import { Test, TestingModule } from '@nestjs/testing';
import { AsposeAuthTestingModule } from 'nestjs-aspose-auth/testing';
import { AppController } from './app.controller';
import { AppService } from './app.service';

describe('AppController', () => {
  it('asks Aspose', async () => {
    const app: TestingModule = await Test.createTestingModule({
      imports: [AsposeAuthTestingModule.forRoot({ respond: { status: 200 } })],
      controllers: [AppController],
      providers: [AppService],
    }).compile();
    expect(await app.get(AppController).getHello()).toBe('Aspose says 200');
  });
});
