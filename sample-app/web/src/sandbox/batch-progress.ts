import type { Batch } from '../../../src/desk/wire.js';
import { byId, setText } from '../dom.js';
import { grouped, plural } from '../words.js';

/** How far the thousand calls have come, and what they came to. */
export function showBatch(batch: Batch | undefined): void {
  byId('batch').hidden = batch === undefined;
  if (batch === undefined) return;
  const { total, succeeded, failed, isRunning, tokenRequests, failure } = batch;
  const progress = byId('batch-progress', HTMLProgressElement);
  progress.max = total;
  progress.value = succeeded + failed;
  const asked = tokenRequests === 0 ? 'no further token request' : plural(tokenRequests, 'further token request');
  const text = `${grouped(succeeded)} of ${grouped(total)} calls succeeded${failed ? `, ${grouped(failed)} failed` : ''}, with ${asked}.`;
  const why = failure === undefined ? '' : ` The first failure: ${failure}`;
  // While it runs the bar says enough; a screen reader is told the end.
  if (isRunning) setText(byId('batch-text'), 'The calls are on their way…');
  else setText(byId('batch-text'), text + why);
}
