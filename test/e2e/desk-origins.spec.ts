import { describe, expect, it } from '@jest/globals';
import { forgeryRefusal, nameRefusal } from '../../sample-app/src/desk/security/request-origin.js';

type Headers = Record<string, string>;
const OWN = { host: 'localhost:3000', origin: 'http://localhost:3000' };
const SAME = { ...OWN, 'sec-fetch-site': 'same-origin' };
const JSON_BODY = { 'content-type': 'application/json; charset=utf-8' };
const MARK = { 'x-requested-with': 'document-desk' };
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };

describe('what may change something', () => {
  it.each<[string, string, Headers]>([
    ['a request of no browser', 'POST', { host: 'localhost:3000', ...FORM }],
    ['the page with its header', 'PUT', { ...SAME, ...MARK }],
    ['the page with JSON', 'POST', { ...SAME, ...JSON_BODY }],
    ['an older browser’s page, which sends its origin only', 'DELETE', { ...OWN, ...MARK }],
    ['anything that only reads', 'GET', { ...OWN, 'sec-fetch-site': 'cross-site' }],
  ])('%s', (_who, method, headers) => {
    expect(forgeryRefusal({ method, headers })).toBeUndefined();
  });

  it.each<[string, Headers]>([
    ['a page of another site', { ...OWN, ...MARK, ...JSON_BODY, 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this host', { ...OWN, ...MARK, 'sec-fetch-site': 'same-site' }],
    ['an address typed or opened from a mail', { ...OWN, ...MARK, 'sec-fetch-site': 'none' }],
    ['another origin, from an older browser', { host: 'localhost:3000', origin: 'http://localhost:8080', ...MARK }],
    ['a page without an origin, such as a sandboxed frame', { host: 'localhost:3000', origin: 'null', ...MARK }],
  ])('not %s', (_who, headers) => {
    const refusal = forgeryRefusal({ method: 'POST', headers });
    expect(refusal?.message).toContain('another origin');
    expect(refusal?.hint).toContain('page of the desk');
  });

  it.each([
    ['a form', FORM],
    ['plain text', { 'content-type': 'text/plain' }],
    ['nothing', {}],
  ])('not %s, which any page can send, even from this origin', (_what, headers) => {
    expect(forgeryRefusal({ method: 'POST', headers: { ...SAME, ...headers } })?.hint).toContain('X-Requested-With');
  });
});

describe('the names that a desk answers to', () => {
  it.each([
    ['127.0.0.1', 'localhost:3000', true],
    ['127.0.0.1', '127.0.0.1:3000', true],
    ['127.0.0.1', '[::1]:3000', true],
    ['localhost', 'LOCALHOST', true],
    ['::1', '[::1]', true],
    ['127.0.0.1', 'evil.example:3000', false],
    ['127.0.0.1', 'localhost.evil.example:3000', false],
    ['127.0.0.1', '127.0.0.1.evil.example', false],
    ['localhost', '', false],
    ['0.0.0.0', 'desk.example:3000', true],
    ['192.168.1.5', 'desk.example', true],
  ])('listening on %s, called %s: %s', (listensOn, host, isAnswered) => {
    expect(nameRefusal({ method: 'GET', headers: { host } }, listensOn) === undefined).toBe(isAnswered);
  });
});
