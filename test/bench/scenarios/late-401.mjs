import { revoked } from './burst-401.mjs';

export { columns, isFor, timeoutMs } from './burst-401.mjs';
export const title = '1 000 calls at once, the token revoked, the 401s late';
export const text =
  'Each 401 comes at a random moment of 200 ms; the token endpoint takes 50 ms. Afterwards three calls, one after another.';

export const run = (bench) => revoked(bench, 200);
