import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { AccessToken, readJwtClaims } from '../../lib/token/access-token.js';

const claims = { iss: 'https://api.aspose.cloud', scope: ['api.storage'], exp: 2, nbf: 1 };
const jwt = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
const token = new AccessToken(jwt, 1_000, 61_000);

describe('an access token', () => {
  it('says what it is, when it was acquired and when it ends', () => {
    expect(token).toMatchObject({
      value: jwt,
      type: 'Bearer',
      authorization: `Bearer ${jwt}`,
      acquiredAt: new Date(1_000),
      expiresAt: new Date(61_000),
      claims,
    });
    expect(new AccessToken('opaque', 0, 1).claims).toBeUndefined();
  });

  it('T10 hides its value however it is printed', () => {
    const shown = [
      String(token),
      JSON.stringify({ token }),
      inspect(token),
      inspect({ deep: { token } }, { depth: 10, showHidden: true }),
      inspect(token, { customInspect: false, showHidden: true }),
      Object.entries(token).join(),
      JSON.stringify(Object.assign({}, token)),
    ];
    for (const text of shown) expect(text).not.toContain(jwt.slice(0, 8));
    expect(String(token)).toBe('AccessToken { expires 1970-01-01T00:01:01.000Z }');
    expect(inspect({ token })).toBe('{ token: AccessToken { expires 1970-01-01T00:01:01.000Z } }');
    expect(JSON.parse(JSON.stringify(token))).toEqual({
      type: 'Bearer',
      acquiredAt: '1970-01-01T00:00:01.000Z',
      expiresAt: '1970-01-01T00:01:01.000Z',
    });
  });
});

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
