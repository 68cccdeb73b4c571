import { HttpModule, HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { AsposeAuthModule } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

/** Another host that accepts the same tokens. */
const REGION = process.env.REGION_URL ?? 'https://region.example.com';

@Injectable()
export class Region {
  constructor(private readonly http: HttpService) {}

  async names(): Promise<unknown> {
    return (await firstValueFrom(this.http.get(`${REGION}/v4.0/words/storage/folder/`))).data;
  }
}

@Module({
  imports: [HttpModule.register({}), AsposeAuthModule.forRoot({ allowedOrigins: [REGION] })],
  providers: [Region],
})
export class AppModule {}
