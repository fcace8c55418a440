import { asNode, nameOf, nodesIn, type SyntaxNode, sqlOf, textOf } from '../syntax.ts';
import { tablesInSql } from '../tables-in-sql.ts';
import { wayUp } from '../way-up.ts';
import { type Constants, constantsIn, propertiesOf, resolved, tableOf } from './declarations.ts';

/** A table that a migration makes on its way up, and where in the file it says so. */
export interface MadeTable {
  /** null: where the search path leads. */
  readonly schema: string | null;
  readonly name: string;
  /** UTF-16 units. */
  readonly offset: number;
}

/** Stands for what an expression in a template will be; no table is called so. */
const unknown = 'pgmend_expression';

/**
 * The tables that a migration file makes: by `createTable`, by `renameTable`, or in strings of SQL. What stands under
 * `down` is the way back, and makes nothing.
 */
export async function madeTables(program: SyntaxNode): Promise<readonly MadeTable[]> {
  const known = constantsIn(program);
  const found: MadeTable[] = [];
  for (const node of wayUp(program)) {
    if (node.type === 'CallExpression') found.push(...madeByCall(node, known));
    const sql = sqlOf(node, unknown);
    if (sql === null) continue;
    for (const { schema, name, offset } of await tablesInSql(sql)) {
      if (name.includes(unknown) || schema?.includes(unknown) === true) continue;
      // Behind an expression or an escape it is only nearly the place, which tells the line.
      found.push({ schema, name, offset: Math.min(node.start + 1 + offset, node.end) });
    }
  }
  return found;
}

function madeByCall(call: SyntaxNode, known: Constants): MadeTable[] {
  const callee = asNode(call.callee);
  if (callee?.type !== 'MemberExpression') return [];
  const [first, second, third] = nodesIn(call.arguments).map((node) => resolved(node, known));
  const method = nameOf(callee.property);
  if (method !== 'createTable' && method !== 'renameTable') return [];
  const table = tableOf(method === 'createTable' ? first : second, known);
  const [name] = table?.tables ?? [];
  if (table === null || name === undefined) return [];
  const options = method === 'createTable' ? propertiesOf(third, known) : new Map();
  return [{ schema: table.schema ?? textOf(options.get('schema')), name, offset: call.start }];
}
