import { HttpModule, HttpService } from '@nestjs/axios';
import { Controller, type INestApplication, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, type MicroserviceOptions, Transport } from '@nestjs/microservices';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

@Controller()
export class FolderController {
  constructor(private readonly http: HttpService) {}

  @MessagePattern('folder')
  async read(): Promise<unknown> {
    return (await firstValueFrom(this.http.get('/v4.0/words/storage/folder/'))).data;
  }
}

@Module({
  imports: [
    HttpModule.register({ baseURL: process.env.ASPOSE_BASE_URL ?? 'https://api.aspose.cloud' }),
    AsposeAuthModule.forRoot(),
  ],
  controllers: [FolderController],
})
export class AppModule {}

/** Starts the message handlers. In `main.ts`: `const app = await startHandlers(4000); await app.listen(3000);` */
export async function startHandlers(port: number): Promise<INestApplication> {
  const app = await NestFactory.create(AppModule);
  app.connectMicroservice<MicroserviceOptions>({ transport: Transport.TCP, options: { host: '127.0.0.1', port } });
  app.enableShutdownHooks();
  await app.init(); // HttpServices are authorised from here on
  return app.startAllMicroservices();
}
