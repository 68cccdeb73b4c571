import { describe, expect, it } from '@jest/globals';
import { findSwapHint } from '../../lib/options/validation.js';

const uuid = 'a1b2c3d4-0000-4000-8000-00000000000F';
const hint = 'the client id does not look like a UUID but the client secret does: the two may be swapped';

describe('credentials that may be swapped', () => {
  it.each<[string, unknown, string | undefined]>([
    ['f00', uuid, hint],
    ['f00', ` ${uuid}\n`, hint],
    [`x${uuid}`, uuid, hint],
    [`${uuid}x`, uuid, hint],
    [uuid, uuid, undefined],
    [uuid.toUpperCase(), uuid, undefined],
    ['', uuid, undefined],
    ['f00', 'f00', undefined],
    ['f00', `x${uuid}`, undefined],
    ['f00', `${uuid}0`, undefined],
    ['f00', uuid.replaceAll('-', ''), undefined],
    ['f00', uuid.replace('a', 'g'), undefined],
    ['f00', uuid.replace('4000', '400g'), undefined],
    ['f00', uuid.replace('F', 'G'), undefined],
    ['f00', uuid.replace('-4000', ''), undefined],
    ['f00', () => uuid, undefined],
    ['f00', { trim: () => uuid }, undefined],
    ['f00', undefined, undefined],
  ])('%s beside %p: %p', (clientId, secret, expected) => {
    expect(findSwapHint(clientId, secret)).toBe(expected);
  });
});
