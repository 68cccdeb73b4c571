import { posix } from 'node:path';
import { type ImportSite, importsOf } from './imports.js';
import { HOUSE, mayImport, roomOf } from './rooms.js';

/** A file below `lib/`, its path with forward slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

/** Part of package.json that says what users have. */
export interface Manifest {
  peerDependencies: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

export const MAX_LINES = 250;

/** Everything in a file that the house forbids; each message says where, what, and what to do. */
export function violations(file: SourceFile, manifest: Manifest): string[] {
  const found = importsOf(file.path, file.text).flatMap((site) => {
    const problem = site.specifier.startsWith('.') ? badRelative(file, site) : badBare(file, site, manifest);
    return problem ? [`lib/${file.path}:${site.line} imports '${site.specifier}': ${problem}`] : [];
  });
  return [...found, ...unknownRoom(file), ...tooLong(`lib/${file.path}`, file.text)];
}

/** A file is read in one go; trailing newline not counted. */
export function tooLong(path: string, text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n').length;
  return lines > MAX_LINES ? [`${path} has ${lines} lines: split it by subject, ${MAX_LINES} are the most`] : [];
}

function unknownRoom({ path }: SourceFile): string[] {
  if (HOUSE[roomOf(path)]) return [];
  return [`lib/${path}: the house has no room '${roomOf(path)}'; give it a line in test/package/house/rooms.ts`];
}

function badRelative({ path }: SourceFile, { specifier }: ImportSite): string | undefined {
  if (!/\.[cm]?js$/.test(specifier)) return `Node finds relative files by their full name; end it in .js`;
  const target = posix.join(posix.dirname(path), specifier).replace(/js$/, 'ts');
  if (target.startsWith('..')) return 'outside of lib/, so not in the package';
  if (mayImport(roomOf(path), target)) return undefined;
  return `${roomOf(path)} may not import ${roomOf(target)}; arrows point down only, so move what is shared below both`;
}

/** The peer that a subpath is for: who imports the one has the other. */
const PEER_OF: Readonly<Record<string, string>> = {
  'config-namespace': '@nestjs/config',
  health: '@nestjs/terminus',
  otel: '@opentelemetry/api',
  undici: 'undici',
};

function badBare({ path }: SourceFile, { specifier, kind }: ImportSite, manifest: Manifest): string | undefined {
  if (specifier.startsWith('node:')) return undefined;
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (!(name in manifest.peerDependencies)) {
    return 'neither node: nor a peer of package.json; users may not have it, so declare it or do without';
  }
  if (kind !== 'static' || !manifest.peerDependenciesMeta?.[name]?.optional) return undefined;
  if (PEER_OF[roomOf(path)] === name) return undefined;
  return `${name} is an optional peer; load it with import() where it is used, or import only its types`;
}
