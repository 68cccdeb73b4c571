import * as replay from './replay.mjs';

export const title = 'Uploads of 10 MiB, the token revoked, with the default of 1 MiB kept';
export const text =
  'The same with the default `replayBufferBytes`: what cannot be sent again whole ends with the 401 of the API. Nothing is stored in part.';
export const { timeoutMs, columns } = replay;

export const isFor = ({ name }) => /^ours/.test(name);

export const run = (bench) => replay.run({ ...bench, replayBufferBytes: 1_024 * 1_024 });
