import { steady } from './steady-sequential.mjs';

export { columns, ratioTo, timeoutMs } from './steady-sequential.mjs';
export const title = 'A call over loopback, 64 in flight';
export const text = 'Small JSON; the token is held. The time of a batch, divided by its calls.';

export const run = (bench) => steady(bench, 64);
