import type { BatchProgress, LaneProgress } from '../../../src/desk/protocol.js';
import { byId, el, setText } from '../dom.js';
import { formatCount, formatDuration, formatNumber } from '../format.js';

/** The figures of a lane, with their titles. */
const FIGURES: readonly (readonly [title: string, format: (lane: LaneProgress) => string])[] = [
  ['Succeeded', ({ succeeded }) => formatNumber(succeeded)],
  ['Failed', ({ failed }) => formatNumber(failed)],
  ['Token requests', ({ tokenRequests }) => formatNumber(tokenRequests)],
  ['Slowest call', ({ longestMs }) => formatDuration(longestMs)],
];

const LANES = ['ours', 'naive'] as const;
const progress = { ours: el('progress', { class: 'ours' }), naive: el('progress', { class: 'naive' }) };
progress.ours.setAttribute('aria-label', 'Calls with this package');
progress.naive.setAttribute('aria-label', 'Calls with the interceptor');
const rows = FIGURES.map(([title, format]) => {
  const cells = { ours: el('td'), naive: el('td') };
  return { format, cells, element: el('tr', {}, el('th', { scope: 'row' }, title), cells.ours, cells.naive) };
});
byId('lanes-body').append(
  el('tr', {}, el('th', { scope: 'row' }, 'Progress'), el('td', {}, progress.ours), el('td', {}, progress.naive)),
  ...rows.map(({ element }) => element),
);

/** Shows a batch of calls: the package in one lane, the hand-written interceptor in the other. */
export function showLanes(batch: BatchProgress | undefined): void {
  byId('lanes').hidden = batch === undefined;
  if (batch === undefined) return;
  for (const lane of LANES) {
    const { succeeded, failed } = batch[lane];
    progress[lane].max = batch.total;
    progress[lane].value = succeeded + failed;
    for (const { format, cells } of rows) setText(cells[lane], format(batch[lane]));
  }
  const isRunning = LANES.some((lane) => batch[lane].isRunning);
  // The text does not change during the batch, so that screen readers announce only the start and the result.
  setText(byId('batch-text'), isRunning ? 'Sending calls…' : describeBatch(batch));
}

function describeBatch({ total, ours, naive }: BatchProgress): string {
  const reason = ours.failure === undefined ? '' : ` First failure: ${ours.failure}`;
  return `${describeLane(ours, total)}.${reason} With the interceptor: ${describeLane(naive, total)}.`;
}

function describeLane({ succeeded, failed, tokenRequests }: LaneProgress, total: number): string {
  const failures = failed ? `, ${formatNumber(failed)} failed` : '';
  const requests = tokenRequests === 0 ? 'no token request' : formatCount(tokenRequests, 'token request');
  return `${formatNumber(succeeded)} of ${formatNumber(total)} calls succeeded${failures}, with ${requests}`;
}
