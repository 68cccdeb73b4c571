import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { npmInstall } from '../consumers/npm-install.mjs';

/** Grafana's components, and what measures the application. No dependencies of the repository: half a gigabyte. */
const PACKAGES = {
  '@fontsource/inter': '5.3.0',
  '@grafana/data': '13.2.2',
  '@grafana/ui': '13.2.2',
  '@opentelemetry/api': '1.9.1',
  '@opentelemetry/exporter-prometheus': '0.223.0',
  '@opentelemetry/sdk-metrics': '2.12.0',
  react: '19.3.1',
  'react-dom': '19.3.1',
};

/** Installs the packages in a folder. */
export async function installToolbox(folder) {
  const manifest = { name: 'draw-dashboard', private: true, dependencies: PACKAGES };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  // One of Grafana's dependencies has not heard of this React yet.
  const { output, problem } = await npmInstall(folder, '--legacy-peer-deps');
  if (problem) throw new Error(`npm install of Grafana's components: ${problem}\n${output}`);
}

/** `require` for what is installed there. */
export const toolsIn = (folder) => createRequire(join(folder, 'package.json'));
