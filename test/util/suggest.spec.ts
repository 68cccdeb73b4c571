import { describe, expect, it } from '@jest/globals';
import { suggest } from '../../lib/util/suggest.js';

const known = ['clientId', 'clientSecret', 'baseUrl', 'store'];

describe('the word that is suggested', () => {
  it.each([
    ['clientS', 'clientSecret'],
    ['client', 'clientId'], // the first of several
    ['b', 'baseUrl'],
    ['clientID', 'clientId'],
    ['cleintId', 'clientId'],
    ['baseURL', 'baseUrl'],
    ['baseURI', 'baseUrl'],
    ['xstore', 'store'],
    ['stor3s', 'store'],
    ['sto', 'store'],
    ['tre', 'store'],
    ['oree', undefined],
    ['storage', 'store'],
    ['storages', undefined],
    ['clientNumber', undefined],
    ['', undefined],
  ])('for %j is %p', (word, expected) => {
    expect(suggest(word, known)).toBe(expected);
  });

  it('is the closest one, if several are close', () => {
    expect(suggest('stars', ['scare', 'start', 'store'])).toBe('start');
    expect(suggest('ab', ['cd', 'ad'])).toBe('ad');
  });

  it('is none for a word that is longer than any option, which would take long', () => {
    const [exact, long] = ['x'.repeat(40), 'x'.repeat(41)];
    expect([suggest(exact, [`${exact}y`]), suggest(long, [`${long}y`])]).toEqual([`${exact}y`, undefined]);
  });

  it('is none if nothing is known', () => {
    expect(suggest('a', [])).toBeUndefined();
  });
});
