import { describe, expect, it } from '@jest/globals';
import { readJwtClaims } from '../../lib/token/access-token.js';

const part = (text: string) => Buffer.from(text).toString('base64url');

describe('the claims of a JWT', () => {
  it('are read', () => {
    expect(readJwtClaims(`e30.${part('{"iss":"ü"}')}.sig`)).toEqual({ iss: 'ü' });
  });

  it.each([
    ['two parts', `e30.${part('{"iss":"x"}')}`],
    ['four parts', `e30.${part('{"iss":"x"}')}.sig.more`],
    ['no JSON', `e30.${part('{')}.sig`],
    ['nothing', 'e30..sig'],
    ['a number', `e30.${part('7')}.sig`],
    ['null', `e30.${part('null')}.sig`],
    ['a list', `e30.${part('[1]')}.sig`],
    ['text', `e30.${part('"x"')}.sig`],
  ])('are not there in a token of %s', (_what, token) => {
    expect(readJwtClaims(token)).toBeUndefined();
  });
});
