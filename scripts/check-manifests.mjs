// Checks manifests and lock. In CI: node scripts/check-manifests.mjs
// Before a release, also the tag and what only the owner can fill in: … --release v1.2.3 owner/repository
import { readFileSync } from 'node:fs';

/** Platform packages whose integrity the lock lacks, because the registry that wrote it does not serve them. */
const WITHOUT_INTEGRITY = {
  '@biomejs/cli-':
    'android-arm64 android-x64 darwin-arm64 darwin-x64 linux-arm64-musl linux-x64-musl win32-arm64 win32-x64',
  '@swc/core-':
    'darwin-arm64 darwin-x64 linux-arm-gnueabihf linux-ppc64-gnu linux-s390x-gnu win32-arm64-msvc win32-ia32-msvc win32-x64-msvc',
  '@unrs/resolver-binding-':
    'android-arm-eabi android-arm64 darwin-arm64 darwin-x64 freebsd-x64 linux-arm-gnueabihf linux-arm-musleabihf ' +
    'linux-loong64-gnu linux-loong64-musl linux-ppc64-gnu linux-riscv64-gnu linux-riscv64-musl linux-s390x-gnu ' +
    'openharmony-arm64 win32-arm64-msvc win32-ia32-msvc win32-x64-msvc',
};
const excused = new Set(
  Object.entries(WITHOUT_INTEGRITY).flatMap(([prefix, platforms]) =>
    platforms.split(' ').map((platform) => `node_modules/${prefix}${platform}`),
  ),
);

const [flag, tag, repository] = process.argv.slice(2);
const isRelease = flag === '--release';
const read = (path) => readFileSync(path, 'utf8');
const manifests = Object.fromEntries(
  ['package.json', 'sandbox/package.json'].map((path) => [path, JSON.parse(read(path))]),
);
const problems = [];

if (manifests['package.json'].dependencies) problems.push('package.json has runtime dependencies: make them peers');
for (const [name, entry] of Object.entries(JSON.parse(read('package-lock.json')).packages)) {
  if (entry.link || name === '' || name === 'sandbox') continue;
  // A lock that names a registry works with that registry only.
  if (entry.resolved) problems.push(`package-lock.json: ${name} has "resolved": remove it`);
  if (entry.integrity) continue;
  if (isRelease)
    problems.push(`package-lock.json: ${name} has no "integrity": run npm install against registry.npmjs.org`);
  else if (!excused.has(name)) problems.push(`package-lock.json: ${name} has no "integrity"`);
}

if (isRelease) {
  for (const [path, manifest] of Object.entries(manifests)) {
    if (`v${manifest.version}` !== tag)
      problems.push(`${path}: version ${manifest.version} is not that of the tag ${tag}`);
    for (const field of ['repository', 'homepage', 'bugs']) {
      if (!manifest[field])
        problems.push(`${path}: "${field}" is missing; only the owner of the repository can fill it in`);
    }
    const url = String(manifest.repository?.url ?? '').toLowerCase();
    if (url && !url.includes(`github.com/${repository}`.toLowerCase())) {
      problems.push(`${path}: "repository" is not github.com/${repository}, so npm would reject the provenance`);
    }
  }
  const heading = `## ${tag.slice(1)}`;
  if (
    !read('CHANGELOG.md')
      .split('\n')
      .some((line) => line === heading || line.startsWith(`${heading} `))
  ) {
    problems.push(`CHANGELOG.md has no heading "${heading}"`);
  }
}

for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
