import { describe, expect, it } from '@jest/globals';
import { checkHost, checkOrigin } from '../../sample-app/src/desk/security/request-origin.guard.js';
import { readSettings } from '../../sample-app/src/settings.js';

type Headers = Record<string, string>;
const OWN = { host: 'localhost:3000', origin: 'http://localhost:3000' };
const SAME_ORIGIN = { ...OWN, 'sec-fetch-site': 'same-origin' };
const JSON_BODY = { 'content-type': 'application/json; charset=utf-8' };
const PAGE_HEADER = { 'x-requested-with': 'document-desk' };
const FORM = { 'content-type': 'multipart/form-data; boundary=x' };

describe('requests that change something', () => {
  it.each<[string, string, Headers]>([
    ['a client that is not a browser', 'POST', { host: 'localhost:3000', ...FORM }],
    ['the page, with its header', 'PUT', { ...SAME_ORIGIN, ...PAGE_HEADER }],
    ['the page, with JSON', 'POST', { ...SAME_ORIGIN, ...JSON_BODY }],
    ['the page in an older browser, which sends only its origin', 'DELETE', { ...OWN, ...PAGE_HEADER }],
    ['any origin, if they only read', 'GET', { ...OWN, 'sec-fetch-site': 'cross-site' }],
  ])('are allowed from %s', (_sender, method, headers) => {
    expect(checkOrigin({ method, headers })).toBeUndefined();
  });

  it.each<[string, Headers]>([
    ['a page of another site', { ...OWN, ...PAGE_HEADER, ...JSON_BODY, 'sec-fetch-site': 'cross-site' }],
    ['a page of another port of this host', { ...OWN, ...PAGE_HEADER, 'sec-fetch-site': 'same-site' }],
    ['the address bar or a link in an e-mail', { ...OWN, ...PAGE_HEADER, 'sec-fetch-site': 'none' }],
    ['another origin in an older browser', { host: 'localhost:3000', origin: 'http://localhost:8080', ...PAGE_HEADER }],
    ['a page without an origin, such as a sandboxed frame', { host: 'localhost:3000', origin: 'null', ...PAGE_HEADER }],
  ])('are forbidden from %s', (_sender, headers) => {
    const problem = checkOrigin({ method: 'POST', headers });
    expect(problem?.message).toContain('another origin');
    expect(problem?.hint).toContain('page of the document desk');
  });

  it.each([
    ['a form', FORM],
    ['plain text', { 'content-type': 'text/plain' }],
    ['no content type', {}],
  ])('are forbidden with %s, which any page can send, even from our own origin', (_body, headers) => {
    expect(checkOrigin({ method: 'POST', headers: { ...SAME_ORIGIN, ...headers } })?.hint).toContain(
      'X-Requested-With',
    );
  });
});

describe('Host header', () => {
  it.each([
    ['127.0.0.1', '', 'localhost:3000', true],
    ['127.0.0.1', '', '127.0.0.1:3000', true],
    ['127.0.0.1', '', '[::1]:3000', true],
    ['localhost', '', 'LOCALHOST', true],
    ['::1', '', '[::1]', true],
    ['127.0.0.1', '', 'evil.example:3000', false],
    ['127.0.0.1', '', 'localhost.evil.example:3000', false],
    ['127.0.0.1', '', '127.0.0.1.evil.example', false],
    ['127.0.0.1', 'desk.example', 'desk.example', true], // Behind a proxy on this machine.
    ['localhost', '', '', false],
    // An address cannot be rebound; a name can, whatever address it listens on.
    ['0.0.0.0', '', '192.168.1.5:3000', true],
    ['::', '', '[fd00::5]:3000', true],
    ['0.0.0.0', '', 'localhost:3000', true],
    ['0.0.0.0', '', 'desk.example:3000', false],
    ['::', '', 'desk.example:3000', false],
    ['192.168.1.5', '', 'desk.example', false],
    ['desk.example', '', 'desk.example:3000', true],
    ['0.0.0.0', 'other.example, desk.example', 'DESK.example.:3000', true],
    ['0.0.0.0', 'desk.example', 'evil-desk.example', false],
    ['0.0.0.0', 'desk.example', 'desk.example.evil.example', false],
    ['0.0.0.0', 'desk.example', 'desk.example:3000:80', false],
    ['0.0.0.0', 'desk.example', 'evil.example@desk.example', false],
    ['0.0.0.0', '', '1.2.3.4.5', false],
    ['0.0.0.0', '', '1.2.3.999', false],
  ])('listening on %s with ALLOWED_HOSTS="%s", Host %s, allowed: %s', (HOST, ALLOWED_HOSTS, host, isAllowed) => {
    const env: Record<string, string> = { HOST, ALLOWED_HOSTS };
    const problem = checkHost(
      { method: 'GET', headers: { host } },
      readSettings((name) => env[name]),
    );
    expect(problem === undefined).toBe(isAllowed);
    if (problem) expect(problem.hint).toContain('ALLOWED_HOSTS');
  });
});
