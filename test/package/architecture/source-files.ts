import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/** A source file, its path relative to a folder of the repository, with forward slashes. */
export interface SourceFile {
  path: string;
  text: string;
}

const SOURCE = /\.([cm]?ts|mjs)$/;
const GENERATED = /(^|[\\/])(node_modules|dist)[\\/]/;

/** Reads every source file below a folder of the repository. */
export function readSourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name) && !GENERATED.test(name))
    .map((name) => ({ path: name.split(sep).join('/'), text: readFileSync(join(folder, name), 'utf8') }));
}
