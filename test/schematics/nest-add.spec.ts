import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { nestAdd } from '../../lib/schematics/nest-add.js';
import { addImportLine, addVariables } from '../../lib/schematics/source-edits.js';

/** A file tree of an application. */
interface AppTree {
  readonly files: Record<string, string>;
  read(path: string): Buffer | null;
  create(path: string, content: string): void;
  overwrite(path: string, content: string): void;
}

function createTree(files: Record<string, string>): AppTree {
  const write = (path: string, content: string) => {
    files[path] = content;
  };
  return {
    files,
    read: (path) => (path in files ? Buffer.from(files[path] ?? '') : null),
    create: write,
    overwrite: write,
  };
}

/** Runs the generator of the Nest CLI in a child process, since Jest cannot load it. */
const GENERATE = `
  const { SchematicTestRunner } = require('@angular-devkit/schematics/testing');
  const runner = new SchematicTestRunner('nest', require.resolve(process.argv[1] + '/dist/collection.json'));
  runner.runSchematic('application', { name: 'app' }).then((tree) => {
    console.log(JSON.stringify(Object.fromEntries(tree.files.map((file) => [file, tree.readContent(file)]))));
  });`;

/** Generates an application as `nest new` of that version does. */
function generateApp(collection: string): AppTree {
  const files = execFileSync(process.execPath, ['--no-warnings', '-e', GENERATE, collection], { encoding: 'utf8' });
  return createTree(JSON.parse(files) as Record<string, string>);
}

const read = (tree: AppTree, path: string) => tree.read(path)?.toString() ?? '';
const findProblems = (source: string) =>
  ts.transpileModule(source, { reportDiagnostics: true, compilerOptions: { experimentalDecorators: true } })
    .diagnostics;

describe.each([
  ['Nest 12', '@nestjs/schematics'],
  ['Nest 11', 'nest-schematics-11'],
])('nest add in a new application of %s', (_version, collection) => {
  let tree: AppTree;
  beforeAll(async () => {
    tree = generateApp(collection);
    await nestAdd({ sourceRoot: 'app/src' })(tree);
  });

  it('imports the module, once', () => {
    const source = read(tree, '/app/src/app.module.ts');
    expect(source).toContain("import { AsposeAuthModule } from 'nestjs-aspose-auth';\n\n@Module({");
    expect(source).toContain('imports: [AsposeAuthModule.forRoot()],');
    expect(findProblems(source)).toEqual([]);
  });

  it('names the variables, without values', () => {
    expect(read(tree, '/.env.example')).toMatch(/^# Aspose Cloud: .*\nASPOSE_CLIENT_ID=\nASPOSE_CLIENT_SECRET=\n$/);
  });

  it('changes nothing the second time', async () => {
    const before = ['/app/src/app.module.ts', '/.env.example'].map((path) => read(tree, path));
    await nestAdd({ sourceRoot: 'app/src' })(tree);
    expect(['/app/src/app.module.ts', '/.env.example'].map((path) => read(tree, path))).toEqual(before);
  });
});

describe('nest add in an existing application', () => {
  it.each([
    [
      'with other imports',
      'imports: [A, B.forRoot({ c: [1] })],',
      'imports: [A, B.forRoot({ c: [1] }), AsposeAuthModule.forRoot()],',
    ],
    ['without imports', 'providers: [P],', 'imports: [AsposeAuthModule.forRoot()]'],
    ['with nothing', '', 'imports: [AsposeAuthModule.forRoot()]'],
  ])('adds to a module %s', async (_name, before, after) => {
    const source = `import { Module } from '@nestjs/common';\n\n@Module({\n  ${before}\n})\nexport class AppModule {}\n`;
    const tree = createTree({ '/src/app.module.ts': source });
    await nestAdd()(tree);
    expect(tree.files['/src/app.module.ts']).toContain(after);
    expect(findProblems(tree.files['/src/app.module.ts'] ?? '')).toEqual([]);
  });

  it.each([[{}], [{ '/src/app.module.ts': 'export const nothing = 1;' }]])(
    'says what to write by hand if there is no module (%j)',
    async (files) => {
      await expect(nestAdd()(createTree(files))).rejects.toThrow(
        /src\/app\.module\.ts.*imports: \[AsposeAuthModule\.forRoot\(\)\].*--module/,
      );
    },
  );

  it.each([
    ['imports: shared'],
    ['imports: [...a].concat(b)'],
    ['imports: [A] as const'],
    ['imports, providers'],
    ['providers: [P],\n  imports,\n'],
    ['...common'],
    ['imports: [A], ...common'],
    ["['imports']: [A]"],
    ['get imports() { return shared; }'],
  ])('does not change a module of { %s }, and says what to write by hand', async (body) => {
    const files = { '/src/app.module.ts': `@Module({ ${body} })\nexport class AppModule {}\n` };
    const tree = createTree({ ...files });
    for (let time = 0; time < 2; time += 1) {
      await expect(nestAdd()(tree)).rejects.toThrow(
        /src\/app\.module\.ts.*not a plain list.*AsposeAuthModule\.forRoot\(\).*by hand.*import \{ AsposeAuthModule \} from/,
      );
    }
    expect(tree.files).toEqual(files);
  });

  it('does not change a module whose object is elsewhere', async () => {
    const tree = createTree({ '/src/app.module.ts': '@Module(metadata)\nexport class AppModule {}\n' });
    await expect(nestAdd()(tree)).rejects.toThrow(/not a plain list.*Add .*by hand/);
  });

  it.each([
    ['// AsposeAuthModule.forRoot() comes later\n', 'imports: [A]'],
    ['/* AsposeAuthModule.forRoot() */\n', 'imports: [A, "AsposeAuthModule.forRoot()"]'],
    ["import { AsposeAuthModule } from 'nestjs-aspose-auth';\n", "...common, 'imports': [A]"],
    ['', "controllers: [C], // it's { here\n  imports: [A], /* } */"],
  ])('adds to a module if %j and { %s } only mention it', async (head, body) => {
    const tree = createTree({ '/src/app.module.ts': `${head}@Module({ ${body} })\nexport class AppModule {}\n` });
    await nestAdd()(tree);
    const source = tree.files['/src/app.module.ts'] ?? '';
    expect(source).toMatch(/imports'?: \[A.*, AsposeAuthModule\.forRoot\(\)\]/);
    expect(source.match(/import \{ AsposeAuthModule \}/g)).toHaveLength(1);
    expect(findProblems(source)).toEqual([]);
  });

  it.each([['AsposeAuthModule.forRoot({ attach: "none" })'], ['AsposeAuthModule\n    .forRootAsync({ useFactory })']])(
    'does not change a module that has %j',
    async (entry) => {
      const source = `@Module({ imports: [${entry}] })\nexport class AppModule {}\n`;
      const tree = createTree({ '/src/app.module.ts': source });
      await nestAdd()(tree);
      expect(tree.files['/src/app.module.ts']).toBe(source);
    },
  );

  it('edits another module if it is specified', async () => {
    const tree = createTree({ '/apps/a/src/core/core.module.ts': '@Module({})\nexport class CoreModule {}\n' });
    await nestAdd({ sourceRoot: 'apps/a/src', module: 'core/core.module.ts' })(tree);
    expect(tree.files['/apps/a/src/core/core.module.ts']).toContain('AsposeAuthModule.forRoot()');
  });
});

describe('an import line', () => {
  it.each([
    [
      "import a from 'a';\nimport {\n  b,\n} from 'b';\n\nx();\n",
      "} from 'b';\nimport { AsposeAuthModule } from 'nestjs-aspose-auth';\n\nx();",
    ],
    ['import a from "a";\r\nx();\r\n', 'import { AsposeAuthModule } from "nestjs-aspose-auth";\r\nx();'],
    ['x();\n', "import { AsposeAuthModule } from 'nestjs-aspose-auth';\nx();"],
  ])('is added after the last one of %j', (source, expected) => {
    expect(addImportLine(source)).toContain(expected);
  });
});

describe('an env file', () => {
  it.each([
    ['A=1', 'A=1\n# Aspose'],
    ['ASPOSE_CLIENT_ID=x\n', 'ASPOSE_CLIENT_ID=x\nASPOSE_CLIENT_SECRET=\n'],
    ['#ASPOSE_CLIENT_ID=\nASPOSE_CLIENT_SECRET=\n', '#ASPOSE_CLIENT_ID=\nASPOSE_CLIENT_SECRET=\n'],
  ])('of %j gets the missing variables', (before, after) => {
    expect(addVariables(before).startsWith(after)).toBe(true);
  });
});
