// Writes the public API of each entry point to api/*.api.md, for review: npm run api. With --check it only compares, as CI does.
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const isCheck = process.argv.includes('--check');
const quiet = new Set(['ae-missing-release-tag', 'ae-unresolved-link', 'ae-internal-missing-underscore']);

mkdirSync('api', { recursive: true });
const outdated = [];
const entryPoints = Object.entries(manifest.exports)
  .filter(([subpath]) => subpath !== './package.json')
  .map(([subpath, conditions]) => [subpath === '.' ? 'index' : subpath.slice(2), resolve(conditions.import.types)]);
let compilerState; // one for all: the declarations of Nest, axios and RxJS are read once
for (const [name, entryPoint] of entryPoints) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: resolve('scripts/api-report.json'),
    packageJsonFullPath: resolve('package.json'),
    configObject: {
      projectFolder: resolve('.'),
      mainEntryPointFilePath: entryPoint,
      compiler: { tsconfigFilePath: resolve('lib/tsconfig.lib.json'), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: resolve('api'),
        reportTempFolder: resolve('node_modules/.cache/api'),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
    },
  });
  compilerState ??= CompilerState.create(config, { additionalEntryPoints: entryPoints.map(([, path]) => path) });
  const { apiReportChanged, errorCount } = Extractor.invoke(config, {
    compilerState,
    localBuild: !isCheck,
    messageCallback: (message) => {
      message.handled = message.logLevel !== 'error' || quiet.has(message.messageId);
    },
  });
  if (errorCount > 0) outdated.push(`${name}: ${errorCount} errors`);
  else if (isCheck && apiReportChanged) outdated.push(`${name}: api/${name}.api.md differs from what the code exports`);
}
for (const line of outdated) console.error(`${line}. Run npm run api, and review the difference.`);
console.log(`api: ${outdated.length === 0 ? 'as reviewed' : `${outdated.length} to review`}`);
process.exitCode = outdated.length > 0 ? 1 : 0;
