import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import {
  acceptsImports,
  addImportLine,
  addVariables,
  IMPORT_LINE,
  importsModule,
  isConfigured,
} from './source-edits.js';

/** Options of `nest add nestjs-aspose-auth`. */
export interface NestAddOptions {
  /** Source folder of the application. Set by the Nest CLI. `@default 'src'` */
  sourceRoot?: string;
  /** Path of the module to add the import to, relative to the source folder. `@default 'app.module.ts'` */
  module?: string;
}

/** The part of the file tree of `@angular-devkit/schematics` that is used here. */
export interface FileTree {
  read(path: string): Buffer | null;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

/** The part of `@nestjs/schematics` that is used here. Every application of the Nest CLI has it installed. */
interface NestSchematics {
  MetadataManager: new (content: string) => { insert(metadata: string, symbol: string): string | undefined };
}

const CALL = 'AsposeAuthModule.forRoot()';

/**
 * Adds `AsposeAuthModule.forRoot()` to the application's module and the variables to `.env.example`. A second run changes
 * nothing.
 *
 * @throws Error with the two lines to write by hand, if there is no module to add them to, or if its imports are not a plain
 * list.
 */
export function nestAdd(options: NestAddOptions = {}): (tree: FileTree) => Promise<void> {
  return async (tree) => {
    const path = posix.join('/', options.sourceRoot ?? 'src', options.module ?? 'app.module.ts');
    const source = tree.read(path)?.toString();
    const changed = source && (await addModule(source));
    if (!changed) throw createManualStepsError(path, source);
    if (changed !== source) write(tree, path, changed);
    const example = tree.read('/.env.example')?.toString() ?? '';
    const completed = addVariables(example);
    if (completed !== example) write(tree, '/.env.example', completed);
  };
}

/**
 * Adds the import to the source of a module.
 *
 * @returns The same source if it has the import already. `undefined` if it cannot be added.
 */
async function addModule(source: string): Promise<string | undefined> {
  if (isConfigured(source)) return source;
  if (!acceptsImports(source)) return undefined;
  const { MetadataManager } = await loadNestSchematics();
  const edited = new MetadataManager(source).insert('imports', CALL);
  if (edited === undefined || edited === source) return undefined;
  return importsModule(edited) ? edited : addImportLine(edited);
}

async function loadNestSchematics(): Promise<NestSchematics> {
  const path = createRequire(join(process.cwd(), 'package.json')).resolve('@nestjs/schematics');
  return (await import(path)) as NestSchematics; // works with a path, since the published file is CommonJS: a require there
}

function createManualStepsError(path: string, source: string | undefined): Error {
  const hasModule = source !== undefined && /@Module\b/.test(source);
  const what = hasModule
    ? `the imports of @Module in ${path} are not a plain list, so nothing was changed. Add ${CALL} to them by hand`
    : `${path} does not exist or has no @Module({ … }). Add by hand to the application's module: imports: [${CALL}]`;
  const alternative = 'Or specify the module: nest add nestjs-aspose-auth --module path/from/src/your.module.ts';
  return new Error(`nestjs-aspose-auth: ${what}, and ${IMPORT_LINE} ${alternative}`);
}

function write(tree: FileTree, path: string, content: string): void {
  if (tree.read(path)) tree.overwrite(path, content);
  else tree.create(path, content);
}
