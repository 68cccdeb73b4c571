import { Inject, Injectable } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

@Injectable()
export class AppService {
  constructor(@Inject(AsposeClient) private readonly aspose: AsposeClient) {}

  async getHello(): Promise<string> {
    const { status } = await firstValueFrom(this.aspose.get('/v4.0/words/info'));
    return `Aspose says ${status}`;
  }
}
