import { expect, it } from '@jest/globals';
import { nearest } from '../../lib/cli/arguments.js';

const KNOWN = ['doctor', 'token', 'sandbox'];

it.each([
  ['docter', 'doctor'],
  ['dcotor', 'doctor'],
  ['tokens', 'token'],
  ['sand', 'sandbox'],
  ['t', 'token'],
  ['dokter', 'doctor'],
  ['boxsand', undefined],
  ['help', undefined],
  ['', undefined],
  ['d'.repeat(41), undefined],
])('for %j is meant %j', (word, meant) => {
  expect(nearest(word, KNOWN)).toBe(meant);
});
