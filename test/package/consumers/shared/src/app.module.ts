import { HttpModule, HttpService } from '@nestjs/axios';
import { Injectable, Module } from '@nestjs/common';
import { AsposeAuthModule, AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

@Injectable()
export class WithAsposeClient {
  constructor(private readonly aspose: AsposeClient) {}

  async get(path: string): Promise<number> {
    return (await firstValueFrom(this.aspose.get(path))).status;
  }
}

@Injectable()
export class WithHttpService {
  constructor(private readonly http: HttpService) {}

  async get(path: string): Promise<number> {
    return (await firstValueFrom(this.http.get(`${process.env.ASPOSE_BASE_URL}${path}`))).status;
  }
}

@Module({
  imports: [AsposeAuthModule.forRoot(), HttpModule.register({})],
  providers: [WithAsposeClient, WithHttpService],
})
export class AppModule {}
