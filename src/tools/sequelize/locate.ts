import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { QualifiedName } from '../../postgres/quote.ts';
import { byName } from '../by-name.ts';
import { lineAndColumn } from '../line-and-column.ts';
import { pathIn } from '../path-in.ts';
import { parseSource } from '../syntax.ts';
import type { Project, TypeDeclaration } from '../tool.ts';
import { columnType } from './column-type.ts';
import { type Declaration, declarationsIn } from './declarations.ts';
import { migrations } from './migrations.ts';

/** Every place in the project's migrations, then in its models, that declares the type of this column. */
export async function locate(
  project: Project,
  wanted: { readonly table: QualifiedName; readonly column: string },
): Promise<readonly TypeDeclaration[]> {
  const { files } = await migrations(project);
  const found: TypeDeclaration[] = [];
  for (const file of files) {
    found.push(...(await declaredIn(project, file.path, 'migration', wanted)));
  }
  for (const file of await modelFiles(project.settings.models)) {
    found.push(...(await declaredIn(project, file, 'model', wanted)));
  }
  return found;
}

/** Does the call speak of this table? A table without a schema in the file may be in any. */
export function isOfTable(
  declaration: Pick<Declaration, 'schema' | 'tables'>,
  table: QualifiedName,
): boolean {
  const { schema, tables } = declaration;
  return tables.includes(table.name) && (schema === null || schema === table.schema);
}

async function declaredIn(
  project: Project,
  file: string,
  kind: TypeDeclaration['in'],
  { table, column }: { readonly table: QualifiedName; readonly column: string },
): Promise<TypeDeclaration[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // A file that does not hold the name cannot declare it, except in snake case.
  if (!text.includes(column) && !column.includes('_')) return [];
  const program = await parseSource(file, text);
  if (program === null) return [];
  return declarationsIn(program).flatMap((declaration) => {
    const { type, columns } = declaration;
    if (type === null || !columns.includes(column) || !isOfTable(declaration, table)) return [];
    return [
      {
        path: file,
        file: pathIn(project.directory, file),
        ...lineAndColumn(text, type.start),
        in: kind,
        written: text.slice(type.start, type.end),
        type: columnType(type),
      },
    ];
  });
}

/** Every file of the models, in the order of their names. */
export async function modelFiles(folder: string | undefined): Promise<string[]> {
  if (folder === undefined) return [];
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}node_modules${path.sep}`))
    .sort(byName);
}
