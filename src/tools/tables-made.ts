import { readFile } from 'node:fs/promises';
import { sqlWayUp } from './sql-way-up.ts';
import { asNode, nameOf, nodesIn, parseSource, type SyntaxNode, sqlOf, textOf } from './syntax.ts';
import { type TableInSql, tablesInSql } from './tables-in-sql.ts';
import type { MigrationFile } from './tool.ts';
import { wayUp } from './way-up.ts';

/** Stands for what an expression in a template will be; no table is called so. */
const unknown = 'pgmend_expression';

/** The names of all tables that these files make: in SQL, in strings of SQL, by calls such as `createTable('users', …)`. */
export async function tablesMade(files: readonly MigrationFile[]): Promise<ReadonlySet<string>> {
  const made = new Set<string>();
  for (const { path } of files) {
    const text = await readFile(path, 'utf8').catch(() => '');
    for (const { name } of await tablesMadeIn(path, text)) made.add(name);
  }
  return made;
}

/** The tables that a file makes on its way up. Behind an expression or an escape an offset is only nearly the place. */
export async function tablesMadeIn(file: string, text: string): Promise<readonly TableInSql[]> {
  if (file.endsWith('.sql')) return tablesInSql(sqlWayUp(text));
  const program = await parseSource(file, text);
  const found: TableInSql[] = [];
  for (const node of program === null ? [] : wayUp(program)) {
    const sql = sqlOf(node, unknown);
    for (const one of sql === null ? [] : await tablesInSql(sql)) {
      const offset = Math.min(node.start + 1 + one.offset, node.end);
      if (!one.name.includes(unknown)) found.push({ ...one, offset });
    }
    const made = node.type === 'CallExpression' ? madeByCall(node) : null;
    if (made !== null) found.push(made);
  }
  return found;
}

/** `createTable('users', …)`, `createTable(new Table({ name: 'users' }))`, `renameTable('people', 'users')`. */
function madeByCall(call: SyntaxNode): TableInSql | null {
  const callee = asNode(call.callee);
  const method = callee?.type === 'MemberExpression' ? (nameOf(callee.property) ?? '') : '';
  if (callee === null || !/^(createTable|renameTable)/.test(method)) return null;
  const [first, second] = nodesIn(call.arguments);
  const name = (method === 'renameTable' ? nameIn(second) : null) ?? nameIn(first);
  // A chain of calls begins far above the one that makes the table.
  const offset = asNode(callee.property)?.start ?? call.start;
  return name === null ? null : { schema: null, name, offset };
}

function nameIn(node: SyntaxNode | undefined): string | null {
  if (node === undefined) return null;
  if (node.type === 'NewExpression') return nameIn(nodesIn(node.arguments)[0]);
  if (node.type !== 'ObjectExpression') return textOf(node);
  const named = nodesIn(node.properties).find((one) => nameOf(one.key) === 'name');
  return named === undefined ? null : textOf(asNode(named.value));
}
