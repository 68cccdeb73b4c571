import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { IMPORT, importLineAdded, importsModule, isConfigured, takesImports, variablesAdded } from './source-edits.js';

/** What is used of the file tree of `@angular-devkit/schematics`. */
export interface FileTree {
  read(path: string): Buffer | null;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

/** What is used of `@nestjs/schematics`, which every application of the Nest CLI has. */
interface NestSchematics {
  MetadataManager: new (content: string) => { insert(metadata: string, symbol: string): string | undefined };
}

/** Options of `nest add nestjs-aspose-auth`. */
export interface NestAddOptions {
  /** Folder of the application's sources. The CLI gives it. Default `'src'`. */
  sourceRoot?: string;
  /** The module to add the import to, from that folder on. Default `'app.module.ts'`. */
  module?: string;
}

const CALL = 'AsposeAuthModule.forRoot()';

function write(tree: FileTree, path: string, content: string): void {
  if (tree.read(path)) tree.overwrite(path, content);
  else tree.create(path, content);
}

async function nestSchematics(): Promise<NestSchematics> {
  const resolved = createRequire(join(process.cwd(), 'package.json')).resolve('@nestjs/schematics');
  return (await import(resolved)) as NestSchematics; // a path: only the CommonJS half is used, where this is a require
}

/** The module's source with the import in it; unchanged where it is there already, `undefined` where it cannot be added. */
async function moduleWith(source: string): Promise<string | undefined> {
  if (isConfigured(source)) return source;
  if (!takesImports(source)) return undefined;
  const { MetadataManager } = await nestSchematics();
  const declared = new MetadataManager(source).insert('imports', CALL);
  if (declared === undefined || declared === source) return undefined;
  return importsModule(declared) ? declared : importLineAdded(declared);
}

/** What to do where nothing was changed. */
function byHand(path: string, source: string | undefined): Error {
  const hasModule = source !== undefined && /@Module\b/.test(source);
  const what = hasModule
    ? `the imports of @Module in ${path} are not a plain list, so nothing was changed. Add by hand to what they come from: ${CALL}`
    : `${path} is not there or has no @Module({ … }). Add by hand to the module of the application: imports: [${CALL}]`;
  const other = 'or name the module: nest add nestjs-aspose-auth --module path/from/src/your.module.ts';
  return new Error(`nestjs-aspose-auth: ${what}, and ${IMPORT} ${other}`);
}

/**
 * `nest add nestjs-aspose-auth`: adds the import to the application's module and the variables to `.env.example`. Run twice it
 * changes nothing.
 *
 * @throws Error that says which two lines to write by hand, where there is no module to add them to, or its imports are not
 * written out as a list.
 */
export function nestAdd(options: NestAddOptions = {}): (tree: FileTree) => Promise<void> {
  return async (tree) => {
    const path = posix.join('/', options.sourceRoot ?? 'src', options.module ?? 'app.module.ts');
    const source = tree.read(path)?.toString();
    const changed = source && (await moduleWith(source));
    if (!changed) throw byHand(path, source);
    if (changed !== source) write(tree, path, changed);
    const example = tree.read('/.env.example')?.toString() ?? '';
    const filled = variablesAdded(example);
    if (filled !== example) write(tree, '/.env.example', filled);
  };
}
