import { type Channel, channel } from 'node:diagnostics_channel';
import type { AsposeAuthEvent } from './events.js';

/** Every `diagnostics_channel` of the package. The payload is the event of the same row, as `events$` emits it. */
export const CHANNELS: Readonly<Record<AsposeAuthEvent['type'], Channel>> = {
  'token.requested': channel('aspose-auth:token.requested'),
  'token.acquired': channel('aspose-auth:token.acquired'),
  'token.failed': channel('aspose-auth:token.failed'),
  'token.rejected': channel('aspose-auth:token.rejected'),
  'request.unauthorized': channel('aspose-auth:request.unauthorized'),
  'request.replayed': channel('aspose-auth:request.replayed'),
  'request.replay-refused': channel('aspose-auth:request.replay-refused'),
};
