import { readFile } from 'node:fs/promises';
import type { QualifiedName } from '../postgres/quote.ts';
import type { Declaration } from '../statement/declaration.ts';
import { loadParser, parseStatements } from '../statement/parse-statements.ts';
import { lineAndColumn } from './line-and-column.ts';
import { pathIn } from './path-in.ts';
import { sqlWayUp } from './sql-way-up.ts';
import { parseSource, type SyntaxNode, sqlOf, textOf } from './syntax.ts';
import type { KeyRequest, MigrationFile, Project, TypeDeclaration } from './tool.ts';
import { wayUp } from './way-up.ts';

/**
 * The migrations that declare this foreign key: in SQL, in a string of SQL, or in a call that says "reference" or
 * "foreign" beside the names of the table and its columns.
 */
export async function migrationsDeclaring(
  files: readonly MigrationFile[],
  key: KeyRequest,
): Promise<readonly MigrationFile[]> {
  const found: MigrationFile[] = [];
  for (const file of files) {
    const text = await readFile(file.path, 'utf8').catch(() => '');
    if (await declaresKey(file.path, text, key)) found.push(file);
  }
  return found;
}

async function declaresKey(file: string, text: string, key: KeyRequest): Promise<boolean> {
  const pieces = await sqlIn(file, text);
  const isDeclared = pieces.some(({ declarations }) => declarations.some((one) => isKey(one, key)));
  if (isDeclared || file.endsWith('.sql')) return isDeclared;
  const program = await parseSource(file, text);
  if (program === null) return false;
  const calls = [...wayUp(program)].filter((node) => node.type === 'CallExpression');
  return calls.some((node) => speaksOf(node, key));
}

function isKey(declaration: Declaration, { table, columns, constraint }: KeyRequest): boolean {
  if (declaration.kind !== 'foreign-key') return false;
  const own = declaration.table;
  if (own.name !== table.name || (own.schema !== null && own.schema !== table.schema)) return false;
  if (constraint !== null && declaration.name !== null) return declaration.name === constraint;
  return (
    declaration.columns.length === columns.length &&
    columns.every((column) => declaration.columns.includes(column))
  );
}

function speaksOf(call: SyntaxNode, { table, columns }: KeyRequest): boolean {
  const words = new Set<string>();
  let isReference = false;
  for (const node of wayUp(call)) {
    const text = node.type === 'Identifier' ? String(node.name) : textOf(node);
    if (text === null) continue;
    if (/reference|foreign/i.test(text)) isReference = true;
    for (const word of text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []) words.add(word);
  }
  return isReference && [table.name, ...columns].every((name) => words.has(name));
}

/** The places in SQL, and in strings of SQL, that declare the type of a column. */
export async function typesDeclaredInSql(
  project: Project,
  files: readonly MigrationFile[],
  column: NamedColumn,
): Promise<readonly TypeDeclaration[]> {
  return (await typesInSql(files, column)).map(({ migration, text, offset, written, type }) => ({
    path: migration.path,
    file: pathIn(project.directory, migration.path),
    ...lineAndColumn(text, offset),
    in: 'migration',
    written,
    type,
  }));
}

export interface NamedColumn {
  readonly table: QualifiedName;
  readonly column: string;
}

/** A type in a file's SQL. Offsets are UTF-16 units, into `text`. */
export interface TypeInSql {
  readonly migration: MigrationFile;
  /** Of the whole file. */
  readonly text: string;
  /** Where it stands; only nearly so behind an escape or an expression. */
  readonly offset: number;
  /** null where the text of the SQL is not the text of the file. */
  readonly end: number | null;
  readonly written: string;
  /** As format_type names it; null where that cannot be told. */
  readonly type: string | null;
}

/** Where SQL and strings of SQL make this column, in the order of the files. */
export async function typesInSql(
  files: readonly MigrationFile[],
  { table, column }: NamedColumn,
): Promise<readonly TypeInSql[]> {
  const found: TypeInSql[] = [];
  for (const migration of files) {
    const text = await readFile(migration.path, 'utf8').catch(() => '');
    if (!text.toLowerCase().includes(column.toLowerCase())) continue;
    for (const { start, exact, declarations } of await sqlIn(migration.path, text)) {
      for (const one of declarations) {
        const declared = columnOf(one, table, column);
        if (declared === null) continue;
        found.push({
          migration,
          text,
          offset: exact ? start + declared.range.start : start,
          end: exact ? start + declared.range.end : null,
          written: declared.text,
          type: declared.modifiers === null ? (formatted[declared.name] ?? declared.name) : null,
        });
      }
    }
  }
  return found;
}

/** As format_type names what the grammar reads otherwise. */
const formatted: Readonly<Record<string, string>> = {
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  serial: 'integer',
  bigserial: 'bigint',
  smallserial: 'smallint',
  float4: 'real',
  float8: 'double precision',
  bool: 'boolean',
  varchar: 'character varying',
  bpchar: 'character',
};

function columnOf(declaration: Declaration, table: QualifiedName, column: string) {
  if (declaration.kind !== 'create-table' && declaration.kind !== 'add-column') return null;
  const own = declaration.table;
  if (own.name !== table.name || (own.schema !== null && own.schema !== table.schema)) return null;
  const columns = declaration.kind === 'create-table' ? declaration.columns : [declaration.column];
  return columns.find((one) => one.name === column)?.type ?? null;
}

interface SqlPiece {
  /** UTF-16 units, into the file. */
  readonly start: number;
  /** Offsets in the piece are offsets in the file. */
  readonly exact: boolean;
  readonly declarations: readonly Declaration[];
}

async function sqlIn(file: string, text: string): Promise<readonly SqlPiece[]> {
  await loadParser();
  const read = (sql: string, start: number, exact: boolean): SqlPiece[] => {
    const parsed = parseStatements(sql);
    if (!parsed.ok) return [];
    return [{ start, exact, declarations: parsed.statements.flatMap((one) => one.declarations) }];
  };
  if (file.endsWith('.sql')) return read(sqlWayUp(text), 0, true);
  const program = await parseSource(file, text);
  if (program === null) return [];
  return [...wayUp(program)].flatMap((node) => {
    const sql = sqlOf(node, 'pgmend_expression');
    if (sql === null || !/\b(create|alter)\b/i.test(sql)) return [];
    return read(sql, node.start + 1, text.slice(node.start + 1, node.end - 1) === sql);
  });
}
