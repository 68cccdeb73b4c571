import { describe, expect, it } from '@jest/globals';
import type { Account } from '../../lib/accounts/account.js';
import { AccountCache } from '../../lib/accounts/account-cache.js';

/** A cache of three accounts, which are their own names here, and those that were evicted so far. */
function cacheOf(names: string) {
  const evicted: string[] = [];
  const cache = new AccountCache(3, (account) => evicted.push(String(account)));
  const put = (name: string) => cache.put(name, name as unknown as Account);
  for (const name of names) put(name);
  return { cache, put, evicted, kept: () => [...cache.values()].join('') };
}

describe('F-6 the cache of accounts', () => {
  it('keeps no more than its size, and tells which it evicts', () => {
    const { put, evicted, kept } = cacheOf('abc');
    expect([kept(), evicted]).toEqual(['abc', []]);
    put('d');
    put('e');
    expect([kept(), evicted]).toEqual(['cde', ['a', 'b']]);
  });

  it('evicts the least recently used', () => {
    const { cache, put, evicted, kept } = cacheOf('abc');
    expect([cache.get('a'), cache.get('z'), kept()]).toEqual(['a', undefined, 'bca']);
    put('d');
    expect([kept(), evicted]).toEqual(['cad', ['b']]);
  });

  it('forgets one that is deleted, and tells nobody', () => {
    const { cache, put, evicted, kept } = cacheOf('abc');
    cache.delete('b');
    cache.delete('z');
    expect([cache.get('b'), kept()]).toEqual([undefined, 'ac']);
    put('d');
    expect([kept(), evicted]).toEqual(['acd', []]);
  });
});
