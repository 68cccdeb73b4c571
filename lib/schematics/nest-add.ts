import { createRequire } from 'node:module';
import { join, posix } from 'node:path';
import { importLineAdded, variablesAdded } from './source-edits.js';

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

/** The module's source with the import in it; unchanged where it is there already. */
async function moduleWith(source: string): Promise<string | undefined> {
  if (source.includes('AsposeAuthModule')) return source;
  const { MetadataManager } = await nestSchematics();
  const declared = new MetadataManager(source).insert('imports', CALL);
  return declared && importLineAdded(declared);
}

/**
 * `nest add nestjs-aspose-auth`: adds the import to the application's module and the variables to `.env.example`. Run twice it
 * changes nothing.
 *
 * @throws Error that says which two lines to write by hand, where there is no module to add them to.
 */
export function nestAdd(options: NestAddOptions = {}): (tree: FileTree) => Promise<void> {
  return async (tree) => {
    const path = posix.join('/', options.sourceRoot ?? 'src', options.module ?? 'app.module.ts');
    const source = tree.read(path)?.toString();
    const changed = source && (await moduleWith(source));
    if (!changed) {
      throw new Error(
        `nestjs-aspose-auth: ${path} is not there or has no @Module({ … }). Add by hand to the module of the application: imports: [${CALL}], and import { AsposeAuthModule } from 'nestjs-aspose-auth'; or name the module: nest add nestjs-aspose-auth --module path/from/src/your.module.ts`,
      );
    }
    if (changed !== source) write(tree, path, changed);
    const example = tree.read('/.env.example')?.toString() ?? '';
    const filled = variablesAdded(example);
    if (filled !== example) write(tree, '/.env.example', filled);
  };
}
