import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const repositoryRoot = fileURLToPath(new URL('../..', import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly type: string;
  readonly files: readonly string[];
  readonly exports: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Files of the package's own, by names with a '#'. */
  readonly imports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface WorkspacePackage {
  /** Relative to the repository, forward slashes: 'packages/graph'. */
  readonly path: string;
  readonly manifest: Manifest;
  readonly sources: readonly SourceFile[];
}

export interface SourceFile {
  /** Relative to the repository, forward slashes. */
  readonly path: string;
  readonly isTest: boolean;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** String literals other than the specifiers of imports. */
  readonly strings: ReadonlySet<string>;
  readonly statements: readonly ts.Statement[];
}

export interface Import {
  readonly specifier: string;
  readonly kind: 'static' | 'side effect' | 're-export' | 'dynamic' | 'type' | 'require';
}

export function readJson<T>(path: string): T {
  return JSON.parse(readFileSync(join(repositoryRoot, path), 'utf8')) as T;
}

/** All packages under `packages/` and `plugins/`, with every TypeScript file of their `src`, parsed. */
export function readWorkspace(): readonly WorkspacePackage[] {
  return ['packages', 'plugins'].flatMap((folder) =>
    readdirSync(join(repositoryRoot, folder))
      .map((name) => `${folder}/${name}`)
      .filter((path) => existsSync(join(repositoryRoot, path, 'package.json')))
      .sort()
      .map((path) => ({
        path,
        manifest: readJson<Manifest>(`${path}/package.json`),
        sources: listTypeScript(join(repositoryRoot, path, 'src')).map(readSource),
      })),
  );
}

/** The package that a bare specifier names: '@convbench/data' of '@convbench/data/plugins'. */
export function packageOf(specifier: string): string {
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}

/** The path, relative to the repository, that a relative specifier leads to. */
export function targetOf(source: SourceFile, specifier: string): string {
  return slashes(join(dirname(source.path), specifier));
}

export function parseSource(path: string, text: string): SourceFile {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, false);
  const imports: Import[] = [];
  const strings = new Set<string>();
  const importedAt = new Set<ts.Node>();
  const note = (node: ts.Node | undefined, kind: Import['kind']): void => {
    if (node === undefined || !ts.isStringLiteralLike(node)) return;
    imports.push({ specifier: node.text, kind });
    importedAt.add(node);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      note(node.moduleSpecifier, node.importClause === undefined ? 'side effect' : 'static');
    } else if (ts.isExportDeclaration(node)) {
      note(node.moduleSpecifier, 're-export');
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      note(node.argument.literal, 'type');
    } else if (ts.isExternalModuleReference(node)) {
      note(node.expression, 'require');
    } else if (ts.isCallExpression(node)) {
      const { expression } = node;
      if (expression.kind === ts.SyntaxKind.ImportKeyword) note(node.arguments[0], 'dynamic');
      if (ts.isIdentifier(expression) && expression.text === 'require') {
        note(node.arguments[0], 'require');
      }
    }
    if (ts.isStringLiteralLike(node) && !importedAt.has(node)) strings.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return {
    path,
    isTest: path.endsWith('.test.ts'),
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports,
    strings,
    statements: file.statements,
  };
}

function readSource(absolutePath: string): SourceFile {
  const path = slashes(relative(repositoryRoot, absolutePath));
  return parseSource(path, readFileSync(absolutePath, 'utf8'));
}

function listTypeScript(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function slashes(path: string): string {
  return path.split(sep).join('/');
}
