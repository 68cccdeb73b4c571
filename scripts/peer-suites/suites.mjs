import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const TITLE = 'supports http with nodejs should';

/** The tests' servers are on this machine, and their proxies are in variables. */
const toProxyDifference = (title) => [
  `${TITLE} ${title}`,
  'plain http to this machine never meets a proxy of the environment',
];
const PROXY_DIFFERENCES = Object.fromEntries(
  [
    'support proxy set via env var',
    're-evaluate proxy on redirect when proxy set via env var',
    'use proxy for domains not in no_proxy',
    'support proxy auth from env',
  ].map(toProxyDifference),
);

/** See docs/transports.md. */
const UNDICI_DIFFERENCES = {
  [`${TITLE} allow the Content-Length header to be overridden`]: 'the measured length is sent',
  [`${TITLE} support HTTP protocol`]: 'response.request has no agent, because it is not a request of Node',
};

/**
 * `files` are copied from the checkout, `modules` take the place of what they import of their own project, and `packages` are
 * installed in the versions that the checkout names.
 */
export const SUITES = {
  axios: {
    files: ['test/unit/adapters'],
    packages: [
      ...['abortcontroller-polyfill', 'body-parser', 'dev-null', 'express', 'form-data', 'formdata-node', 'formidable'],
      ...['get-stream', 'mocha', 'multer', 'stream-throttle'],
    ],
    modules: {
      'index.js': `export { default } from ${JSON.stringify(here('axios-under-test.mjs'))};`,
      'lib/core/AxiosError.js': `export { AxiosError as default } from 'axios';`,
      'lib/adapters/http.js': `export * from ${JSON.stringify(resolve('node_modules/axios/lib/adapters/http.js'))};`,
    },
    spec: 'test/unit/adapters/http.js',
    variants: {
      http: { isBaseline: true },
      undici: { transport: 'undici' },
      'http, authorised': { attach: true },
      'http, attached, origin not allowed': { attach: true, baseUrl: 'http://127.0.0.1:9' },
      'undici, authorised': { attach: true, transport: 'undici' },
    },
    known: {
      undici: { ...PROXY_DIFFERENCES, ...UNDICI_DIFFERENCES },
      'http, authorised': PROXY_DIFFERENCES,
      'undici, authorised': { ...PROXY_DIFFERENCES, ...UNDICI_DIFFERENCES },
    },
  },
  'nest-axios': {
    files: ['tests/http.service.spec.ts'],
    packages: [],
    modules: { 'lib/index.js': `export * from ${JSON.stringify(here('http-module.mjs'))};` },
    spec: 'tests/http.service.spec.ts',
    variants: { http: {}, undici: { transport: 'undici' } },
    known: {},
  },
};

/** @returns The folder in which the suite can run. */
export function createWorkingCopy(name, checkout) {
  const { files, packages, modules } = SUITES[name];
  const folder = resolve('dist/peer-suites', name);
  mkdirSync(folder, { recursive: true });
  for (const file of files) cpSync(join(checkout, file), join(folder, file), { recursive: true });
  for (const [path, text] of Object.entries(modules)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  const { devDependencies, dependencies } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8'));
  const versions = { ...devDependencies, ...dependencies };
  const manifest = {
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(packages.map((one) => [one, versions[one]])),
  };
  const text = JSON.stringify(manifest);
  const path = join(folder, 'package.json');
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return folder;
  if (packages.length > 0) {
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    writeFileSync(path, text);
    execFileSync('npm', ['install', ...flags], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  writeFileSync(path, text);
  return folder;
}
