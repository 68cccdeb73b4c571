import ts from 'typescript';

/** One place where a file names another module. */
export interface ImportSite {
  specifier: string;
  line: number;
  /** `static` is loaded with the file, `dynamic` when the code runs, and `type` never. */
  kind: 'static' | 'dynamic' | 'type';
}

/** Every import, re-export, `import()`, `require()` and `import('…')` type of a TypeScript file, in the order of the text. */
export function findImports(path: string, text: string): ImportSite[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const sites: ImportSite[] = [];
  const add = (specifier: ts.Node | undefined, kind: ImportSite['kind']): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const { line } = file.getLineAndCharacterOfPosition(specifier.getStart(file));
    sites.push({ specifier: specifier.text, line: line + 1, kind });
  };
  const visit = (node: ts.Node): void => {
    // `import { type A }` counts as static: verbatimModuleSyntax keeps the import itself.
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? 'type' : 'static');
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? 'type' : 'static');
    else if (ts.isExternalModuleReference(node)) add(node.expression, node.parent.isTypeOnly ? 'type' : 'static');
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, 'type');
    else if (ts.isCallExpression(node) && isLoading(node.expression)) {
      add(node.arguments[0], node.expression.kind === ts.SyntaxKind.ImportKeyword ? 'dynamic' : 'static');
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return sites;
}

function isLoading(callee: ts.Expression): boolean {
  return callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
}
