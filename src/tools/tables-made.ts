import { readFile } from 'node:fs/promises';
import { asNode, nameOf, nodesIn, parseSource, sqlOf, textOf } from './syntax.ts';
import { tablesInSql } from './tables-in-sql.ts';
import type { MigrationFile } from './tool.ts';
import { wayUp } from './way-up.ts';

/** The names of all tables that these files make: in SQL, in strings of SQL, by calls such as `createTable('users', …)`. */
export async function tablesMade(files: readonly MigrationFile[]): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  for (const { path } of files) {
    const text = await readFile(path, 'utf8').catch(() => '');
    for (const name of await namesIn(path, text)) made.add(name);
  }
  return made;
}

async function namesIn(file: string, text: string): Promise<string[]> {
  const inSql = async (sql: string) => (await tablesInSql(sql)).map(({ name }) => name);
  if (file.endsWith('.sql')) return inSql(text);
  const program = await parseSource(file, text);
  const found: string[] = [];
  for (const node of program === null ? [] : wayUp(program)) {
    const sql = sqlOf(node, 'pgmend_expression');
    if (sql !== null) found.push(...(await inSql(sql)));
    const callee = node.type === 'CallExpression' ? asNode(node.callee) : null;
    const method = callee?.type === 'MemberExpression' ? (nameOf(callee.property) ?? '') : '';
    if (!/^(createTable|renameTable)/.test(method)) continue;
    const [first, second] = nodesIn(node.arguments).map(textOf);
    const name = (method === 'renameTable' ? second : first) ?? first;
    if (name !== undefined && name !== null) found.push(name);
  }
  return found;
}
