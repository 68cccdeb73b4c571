import { Controller, Inject, type MessageEvent, Sse } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Observable } from 'rxjs';
import { DeskEvents } from './desk-events.service.js';

@ApiExcludeController()
@Controller('desk')
export class DeskEventsController {
  constructor(@Inject(DeskEvents) private readonly events: DeskEvents) {}

  @Sse('events')
  stream(): Observable<MessageEvent> {
    return this.events.stream();
  }
}
