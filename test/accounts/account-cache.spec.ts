import { describe, expect, it } from '@jest/globals';
import type { Account } from '../../lib/accounts/account.js';
import { AccountCache } from '../../lib/accounts/account-cache.js';

/** A cache of three accounts, and the names of those that were evicted so far. */
function cacheOf(names: string) {
  const evicted: string[] = [];
  const cache = new AccountCache(3, ({ settings }) => evicted.push(settings.name));
  const put = (name: string) => cache.put(name, { settings: { name } } as Account);
  for (const name of names) put(name);
  const kept = () => Array.from(cache.values(), ({ settings }) => settings.name).join('');
  return { cache, put, evicted, kept };
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
    expect([cache.get('a')?.settings.name, cache.get('z'), kept()]).toEqual(['a', undefined, 'bca']);
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
