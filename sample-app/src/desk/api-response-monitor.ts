import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { type Observable, Subject } from 'rxjs';

const CHANNEL = 'http.client.response.finish';

/** Observes all responses of the API that this process receives, regardless of the library that sent the request. */
@Injectable()
export class ApiResponseMonitor implements OnModuleDestroy {
  private readonly statuses = new Subject<number>();
  /** Emits the status of each response. */
  readonly statuses$: Observable<number> = this.statuses.asObservable();
  private readonly host: string;

  constructor(@Inject(AsposeClient) aspose: AsposeClient) {
    this.host = new URL(aspose.axiosRef.defaults.baseURL ?? '').host;
    subscribe(CHANNEL, this.onResponse);
  }

  onModuleDestroy(): void {
    unsubscribe(CHANNEL, this.onResponse);
    this.statuses.complete();
  }

  private readonly onResponse = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (request.getHeader('host') !== this.host || /\/connect\/token(\?|$)/.test(request.path)) return;
    this.statuses.next(response.statusCode ?? 0);
  };
}
