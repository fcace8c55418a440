import { readFile } from 'node:fs/promises';
import { loadParser, parseStatements } from '../statement/parse-statements.ts';
import { sqlWayUp } from './sql-way-up.ts';
import { asNode, nameOf, nodesIn, parseSource, sqlOf, textOf } from './syntax.ts';
import { tablesMadeIn } from './tables-made.ts';
import type { MigrationFile } from './tool.ts';
import { wayUp } from './way-up.ts';

/** Where the migrations of a project work. */
export interface MigratedSchemas {
  /** Schemas in which they make tables; null is where the search path leads. */
  readonly used: ReadonlySet<string | null>;
  /** Schemas that they make themselves, so that making them again needs them gone. */
  readonly made: ReadonlySet<string>;
}

/** The schemas that the files name on their way up, in SQL, in strings of SQL and by calls such as `createSchema('app')`. */
export async function schemasOfMigrations(
  files: readonly MigrationFile[],
): Promise<MigratedSchemas> {
  const used = new Set<string | null>();
  const made = new Set<string>();
  for (const { path } of files) {
    const text = await readFile(path, 'utf8').catch(() => '');
    for (const { schema } of await tablesMadeIn(path, text)) used.add(schema);
    for (const name of await schemasMadeIn(path, text)) made.add(name);
  }
  return { used, made };
}

async function schemasMadeIn(file: string, text: string): Promise<readonly string[]> {
  if (!/schema/i.test(text)) return [];
  await loadParser();
  if (file.endsWith('.sql')) return madeBySql(sqlWayUp(text));
  const program = await parseSource(file, text);
  if (program === null) return [];
  return [...wayUp(program)].flatMap((node) => {
    const sql = sqlOf(node, 'pgmend_expression');
    if (sql !== null) return madeBySql(sql).filter((name) => !name.includes('pgmend_expression'));
    const callee = node.type === 'CallExpression' ? asNode(node.callee) : null;
    const method = callee?.type === 'MemberExpression' ? (nameOf(callee.property) ?? '') : '';
    const name = /^createSchema/.test(method) ? textOf(nodesIn(node.arguments)[0]) : null;
    return name === null ? [] : [name];
  });
}

function madeBySql(sql: string): string[] {
  if (!/\bcreate\s+schema\b/i.test(sql)) return [];
  const parsed = parseStatements(sql);
  if (!parsed.ok) return [];
  return parsed.statements.flatMap(({ declarations }) =>
    declarations.flatMap((one) =>
      one.kind === 'create-other' && one.objectKind === 'schema' ? [one.object.name] : [],
    ),
  );
}
