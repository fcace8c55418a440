import { readFile } from 'node:fs/promises';
import { parseSource, type SyntaxNode, sqlOf, walk } from '../syntax.ts';
import type { KeyRequest, MigrationFile, Project } from '../tool.ts';
import { type Declaration, declarationsIn } from './declarations.ts';
import { isOfTable } from './locate.ts';
import { migrations } from './migrations.ts';

/**
 * The migrations that declare this foreign key: by a call of the query interface with `references`, or in a string of
 * SQL that names the constraint, or the table and its columns, beside the word REFERENCES.
 */
export async function declaring(
  project: Project,
  key: KeyRequest,
): Promise<readonly MigrationFile[]> {
  const { files } = await migrations(project);
  const found: MigrationFile[] = [];
  for (const file of files) {
    const text = await readFile(file.path, 'utf8').catch(() => '');
    const program = await parseSource(file.path, text);
    if (program === null) continue;
    const byCall = declarationsIn(program).some((one) => isTheKey(one, key));
    if (byCall || [...walk(program)].some((node) => isSqlOfTheKey(node, key))) found.push(file);
  }
  return found;
}

function isTheKey(declaration: Declaration, { table, columns, constraint }: KeyRequest): boolean {
  if (!declaration.references || !isOfTable(declaration, table)) return false;
  if (constraint !== null && declaration.constraint !== null) {
    return declaration.constraint === constraint;
  }
  return (
    declaration.columns.length === columns.length &&
    columns.every((column) => declaration.columns.includes(column))
  );
}

function isSqlOfTheKey(node: SyntaxNode, { table, columns, constraint }: KeyRequest): boolean {
  const sql = sqlOf(node, ' ');
  if (sql === null || !/\breferences\b/i.test(sql)) return false;
  if (constraint !== null && hasName(sql, constraint)) return true;
  return [table.name, ...columns].every((name) => hasName(sql, name));
}

/** Unquoted names are folded to lower case by the server, so case counts only where the name has upper case. */
function hasName(sql: string, name: string): boolean {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const words = sql.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  return sql.includes(quoted) || words.some((word) => word.toLowerCase() === name);
}
