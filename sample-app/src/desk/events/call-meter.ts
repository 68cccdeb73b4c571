import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { AsposeClient } from 'nestjs-aspose-auth';
import { type Observable, Subject } from 'rxjs';

const CHANNEL = 'http.client.response.finish';

/** Sees every answer of the API that reaches this process, whichever library sent the request. */
@Injectable()
export class CallMeter implements OnModuleDestroy {
  private readonly answered = new Subject<number>();
  /** The status of each answer. */
  readonly answers$: Observable<number> = this.answered.asObservable();
  private readonly host: string;

  constructor(@Inject(AsposeClient) aspose: AsposeClient) {
    this.host = new URL(aspose.axiosRef.defaults.baseURL ?? '').host;
    subscribe(CHANNEL, this.onAnswer);
  }

  onModuleDestroy(): void {
    unsubscribe(CHANNEL, this.onAnswer);
    this.answered.complete();
  }

  private readonly onAnswer = (message: unknown): void => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (request.getHeader('host') !== this.host || /\/connect\/token(\?|$)/.test(request.path)) return;
    this.answered.next(response.statusCode ?? 0);
  };
}
