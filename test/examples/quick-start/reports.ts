import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { firstValueFrom } from 'rxjs';

@Injectable()
export class Reports {
  constructor(private readonly aspose: AsposeClient) {}

  /** Names of the files in the storage. */
  async names(): Promise<string[]> {
    const response = this.aspose.get<{ Value: { Name: string }[] }>('/v4.0/words/storage/folder/');
    return (await firstValueFrom(response)).data.Value.map(({ Name }) => Name);
  }

  /** A stored document in another format, such as `pdf`. */
  async convert(name: string, format: string): Promise<Readable> {
    const options = { params: { format }, responseType: 'stream' } as const;
    return (await firstValueFrom(this.aspose.get<Readable>(`/v4.0/words/${encodeURIComponent(name)}`, options))).data;
  }
}
