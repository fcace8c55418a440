import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { parseSync } from 'oxc-parser';

/** One `from '…'` of a file. */
export interface Import {
  /** Path below `src` for the project's own files, otherwise the package as written. */
  readonly of: string;
  readonly own: boolean;
  /** Erased at run time. */
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** Below `src`, with forward slashes. */
  readonly path: string;
  /** The folder directly below `src`; empty for `index.ts`. */
  readonly room: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Dotted names read from outside the file's own scope by convention: `Date.now`, `process.env`, `new Date`. */
  readonly reaches: readonly string[];
}

const root = join(import.meta.dirname, '..', '..', 'src');

/** Every TypeScript file of the product, without its tests. */
export function readSources(): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.test|\.d)\.ts$/.test(entry.name))
    .map((entry) => readSource(join(entry.parentPath, entry.name)))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Files that `path` needs at run time, itself included. */
export function runtimeClosure(
  sources: readonly SourceFile[],
  path: string,
): readonly SourceFile[] {
  const found = new Map<string, SourceFile>();
  const visit = (next: string) => {
    const file = sources.find((source) => source.path === next);
    if (file === undefined || found.has(next)) return;
    found.set(next, file);
    for (const one of file.imports) if (one.own && !one.typeOnly) visit(one.of);
  };
  visit(path);
  return [...found.values()];
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const path = relative(root, file).replaceAll('\\', '/');
  const { module, program } = parseSync(file, text);
  const imports = [
    ...module.staticImports.map((one) => ({
      request: one.moduleRequest.value,
      typeOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
    })),
    ...module.staticExports.flatMap((one) =>
      one.entries.flatMap((entry) =>
        entry.moduleRequest === null
          ? []
          : [{ request: entry.moduleRequest?.value ?? '', typeOnly: entry.isType }],
      ),
    ),
    ...module.dynamicImports.map((one) => ({
      request: text.slice(one.moduleRequest.start + 1, one.moduleRequest.end - 1),
      typeOnly: false,
    })),
  ];
  return {
    path,
    room: path.includes('/') ? path.slice(0, path.indexOf('/')) : '',
    lines: text.split('\n').length - 1,
    imports: imports.map(({ request, typeOnly }) => {
      const own = request.startsWith('.');
      const of = own ? posix.join(dirname(path).replaceAll('\\', '/'), request) : request;
      return { of, own, typeOnly };
    }),
    reaches: [...new Set(reached(program))],
  };
}

function reached(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(reached);
  if (typeof node !== 'object' || node === null) return [];
  const one = node as Record<string, unknown>;
  const below = Object.values(one).flatMap(reached);
  const object = identifier(one.object);
  if (one.type === 'MemberExpression' && object !== null) {
    below.push(`${object}.${identifier(one.property) ?? '?'}`);
  }
  const callee = identifier(one.callee);
  if (one.type === 'NewExpression' && callee !== null) below.push(`new ${callee}`);
  if (one.type === 'CallExpression' && callee !== null) below.push(`${callee}()`);
  return below;
}

function identifier(node: unknown): string | null {
  if (typeof node !== 'object' || node === null) return null;
  const { type, name } = node as { type?: unknown; name?: unknown };
  return type === 'Identifier' && typeof name === 'string' ? name : null;
}
