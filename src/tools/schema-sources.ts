import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { byName } from './by-name.ts';
import { lineAndColumn } from './line-and-column.ts';
import { pathIn } from './path-in.ts';
import { parseSource, type SyntaxNode } from './syntax.ts';
import type { Project, Retyping, TextEdit, TypeEdit } from './tool.ts';

/** More are not looked into. */
const most = 3000;
const deepest = 8;
/** What compilers write, and what others wrote. */
const notSources = /^(node_modules|dist|build|out|coverage)$|^\./;

/** A file of the project's own that defines tables in code. */
export interface SchemaSource {
  readonly file: string;
  readonly text: string;
  readonly program: SyntaxNode;
}

/** A place in such a file that says a column's type. */
export interface SchemaType {
  /** UTF-16 units. */
  readonly start: number;
  readonly written: string;
  readonly edits: readonly TextEdit[];
  /** Why it has to be edited by hand; null where `edits` do it. */
  readonly byHand: string | null;
}

/**
 * The places in the project's sources that give a column another type, in the order of the files.
 *
 * @param speaks what a file that defines tables says
 * @param typesIn the places of one file that are to be another type
 */
export async function retypeInSources(
  project: Project,
  retyping: Retyping,
  speaks: RegExp,
  typesIn: (source: SchemaSource, retyping: Retyping) => readonly SchemaType[],
): Promise<TypeEdit[]> {
  const found: TypeEdit[] = [];
  for (const file of await sourceFiles(project.directory)) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (!speaks.test(text)) continue;
    const program = await parseSource(file, text);
    if (program === null) continue;
    for (const { start, ...type } of typesIn({ file, text, program }, retyping)) {
      found.push({
        path: file,
        file: pathIn(project.directory, file),
        ...lineAndColumn(text, start),
        in: 'model',
        migration: null,
        ...type,
      });
    }
  }
  return found;
}

/** The project's own files of JavaScript and TypeScript. */
export async function sourceFiles(directory: string): Promise<readonly string[]> {
  const found: string[] = [];
  const collect = async (folder: string, levels: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries.sort((one, other) => byName(one.name, other.name))) {
      if (found.length >= most || notSources.test(entry.name)) continue;
      const file = path.join(folder, entry.name);
      if (entry.isDirectory() && levels > 0) await collect(file, levels - 1);
      const isSource = /\.[cm]?[jt]sx?$/.test(entry.name) && !/\.d\.[cm]?ts$/.test(entry.name);
      if (entry.isFile() && isSource) found.push(file);
    }
  };
  await collect(directory, deepest);
  return found;
}

/** `userId` → `user_id`, as naming strategies make names of columns and tables. */
export function snakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
