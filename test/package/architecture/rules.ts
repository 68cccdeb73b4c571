import { posix } from 'node:path';
import { findImports, type ImportSite } from './imports.js';
import { getLayer, LAYERS, mayImport } from './layers.js';
import type { SourceFile } from './source-files.js';

/** The part of package.json that says what users have installed. */
export interface Manifest {
  peerDependencies: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export const MAX_LINES = 250;
export const MIN_LINES = 30;

/** Files below {@link MIN_LINES}, and why they are files of their own. Entry points (`index.ts`) need no reason. */
const SHORT_FILES: Readonly<Record<string, string>> = {
  'aspose-auth.module-definition.ts': 'Nest convention; a wall against a circle between the module and its providers',
  'axios-typings.d.cts': 'augments the CommonJS typings of axios',
  'axios-typings.d.mts': 'augments the ES module typings of axios',
  'cli/doctor/format.ts': 'shared by the checks, which do not import each other',
  'cli/doctor/proxy.ts': 'the doctor only adds to util/proxy-rules which variable named the proxy',
  'cli/main.ts': 'the executable: loads a command only when it is called',
  'util/suggest.ts': 'shared by the options and the command line',
  'util/url.ts': 'shared by the proxy rules, the doctor and undici',
  'util/async-context.ts': 'the async contexts of a shared fetch, apart from the algorithm that shares it',
  'util/to-one-line.ts': 'for messages and logs of every layer',
  'undici/axios-typings.d.cts': 'augments the CommonJS typings of axios',
  'undici/axios-typings.d.mts': 'augments the ES module typings of axios',
  'undici/types.ts': 'types that the public entry point shares with the adapter, without loading undici',
};

/** Everything in a file that the architecture forbids. Each message says where, what, and what to do. */
export function findViolations(file: SourceFile, manifest: Manifest): string[] {
  const found = findImports(file.path, file.text).flatMap((site) => {
    const problem = site.specifier.startsWith('.') ? checkRelative(file, site) : checkPackage(file, site, manifest);
    return problem ? [`lib/${file.path}:${site.line} imports '${site.specifier}': ${problem}`] : [];
  });
  return [...found, ...checkLayer(file), ...checkLength(`lib/${file.path}`, file.text)];
}

/** Checks that a file is not too long. A trailing newline does not count. */
export function checkLength(path: string, text: string): string[] {
  const lines = countLines(text);
  return lines > MAX_LINES ? [`${path} has ${lines} lines: split it by subject; the maximum is ${MAX_LINES}`] : [];
}

/** Checks that short files have a reason, and that the reasons are for short files. Paths are relative to `lib/`. */
export function checkShortFiles(files: readonly SourceFile[], reasons = SHORT_FILES): string[] {
  const short = files
    .filter(({ path, text }) => !/(^|\/)index\.ts$/.test(path) && countLines(text) < MIN_LINES)
    .map(({ path }) => path);
  return [
    ...short
      .filter((path) => !Object.hasOwn(reasons, path))
      .map((path) => `lib/${path} has fewer than ${MIN_LINES} lines: merge it with its subject, or give a reason`),
    ...Object.keys(reasons)
      .filter((path) => !short.includes(path))
      .map((path) => `lib/${path} is listed as a short file, and is none: remove the reason`),
  ];
}

/** Finds circles of imports, types included; `import()` is left out. Each circle is reported once, as `a.ts → b.ts → a.ts`. */
export function findImportCycles(files: readonly SourceFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, findRelativeTargets(file)]));
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (finished.has(path) || trail.includes(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

function findRelativeTargets({ path, text }: SourceFile): string[] {
  return findImports(path, text)
    .filter(({ specifier, kind }) => specifier.startsWith('.') && kind !== 'dynamic')
    .map(({ specifier }) => resolveTarget(path, specifier));
}

const resolveTarget = (path: string, specifier: string) =>
  posix.join(posix.dirname(path), specifier).replace(/js$/, 'ts');

const countLines = (text: string) => text.replace(/\n$/, '').split('\n').length;

function checkLayer({ path }: SourceFile): string[] {
  if (Object.hasOwn(LAYERS, getLayer(path))) return [];
  return [`lib/${path}: there is no layer '${getLayer(path)}'; add it to test/package/architecture/layers.ts`];
}

function checkRelative({ path }: SourceFile, { specifier }: ImportSite): string | undefined {
  if (!/\.[cm]?js$/.test(specifier)) return `Node finds relative files by their full name; end it in .js`;
  const target = resolveTarget(path, specifier);
  if (target.startsWith('..')) return 'outside of lib/, so not in the package';
  const layer = getLayer(path);
  if (mayImport(layer, target)) return undefined;
  const other = getLayer(target);
  const what = LAYERS[layer]?.includes(other) ? `${target} of ${other}` : other;
  return `${layer} may not import ${what}; imports point down only, so move what is shared below both`;
}

/** The peer that a subpath is for: an application that imports the subpath has the peer installed. */
const SUBPATH_PEERS: Readonly<Record<string, string>> = {
  config: '@nestjs/config',
  health: '@nestjs/terminus',
  otel: '@opentelemetry/api',
  undici: 'undici',
};

function checkPackage({ path }: SourceFile, { specifier, kind }: ImportSite, manifest: Manifest): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (!(name in manifest.peerDependencies)) {
    return 'neither node: nor a peer of package.json; users may not have it, so declare it or do without';
  }
  if (kind !== 'static' || !manifest.peerDependenciesMeta?.[name]?.optional) return undefined;
  if (SUBPATH_PEERS[getLayer(path)] === name) return undefined;
  return `${name} is an optional peer; load it with import() where it is used, or import only its types`;
}
