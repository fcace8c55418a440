import { readFile } from 'node:fs/promises';
import type { Declaration } from '../../statement/declaration.ts';
import { parseStatements } from '../../statement/parse-statements.ts';
import { lineAndColumn } from '../line-and-column.ts';
import { pathIn } from '../path-in.ts';
import { asNode, nameOf, nodesIn, parseSource, type SyntaxNode, textOf, walk } from '../syntax.ts';
import type { ForgottenTransaction, Project } from '../tool.ts';
import { migrations } from './migrations.ts';
import { methods } from './query-interface.ts';

/**
 * The calls of migrations that open a transaction, which would send this statement and are not given it: left out, or
 * put where Sequelize does not look for it. Such a call goes over another connection of the pool.
 * https://sequelize.org/docs/v6/other-topics/query-interface/
 *
 * Needs `loadParser()` to have been awaited.
 */
export function forgotten(
  project: Project,
  statement: string,
): Promise<readonly ForgottenTransaction[]> {
  return callsWithout(project, (call, method) => sends(call, method, statement));
}

/** Every such call, whatever it sends. */
export function allForgotten(project: Project): Promise<readonly ForgottenTransaction[]> {
  return callsWithout(project, () => true);
}

async function callsWithout(
  project: Project,
  wanted: (call: SyntaxNode, method: string) => boolean,
): Promise<readonly ForgottenTransaction[]> {
  const { files } = await migrations(project);
  const found: ForgottenTransaction[] = [];
  for (const { path: file } of files) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (!/\btransaction\b/.test(text)) continue;
    const program = await parseSource(file, text);
    if (program === null) continue;
    const nodes = [...walk(program)];
    for (const call of nodes) {
      const method = methodOf(call);
      const how = method === null ? undefined : methods[method];
      if (method === null || how === undefined || !wanted(call, method)) continue;
      const name = transactionAround(call, nodes);
      const args = nodesIn(call.arguments);
      const at = how.optionsAt(args);
      if (name === null || isGiven(args[at])) continue;
      const callee = asNode(call.callee);
      found.push({
        path: file,
        file: pathIn(project.directory, file),
        ...lineAndColumn(text, asNode(callee?.property)?.start ?? call.start),
        call: method,
        misplaced: args.some((one) => mentions(one, name)),
        write: how.write(name === 'transaction' ? name : `transaction: ${name}`),
      });
    }
  }
  return found;
}

function methodOf(call: SyntaxNode): string | null {
  if (call.type !== 'CallExpression') return null;
  const callee = asNode(call.callee);
  return callee?.type === 'MemberExpression' ? nameOf(callee.property) : null;
}

/** The call may be the one that sends the statement: the same work on the same table, and column where it names one. */
function sends(call: SyntaxNode, method: string, statement: string): boolean {
  const [first, second] = nodesIn(call.arguments);
  if (method === 'query') return sqlOf(first) === plain(statement);
  const parsed = parseStatements(statement);
  if (!parsed.ok) return false;
  const table = tableOf(first);
  return parsed.statements.some(({ declarations }) =>
    declarations.some((one) => {
      if (methods[method]?.sends(one) !== true) return false;
      if (table === null || !tablesOf(one).includes(table)) return false;
      const column = 'column' in one ? one.column : null;
      const name = typeof column === 'string' ? column : (column?.name ?? null);
      const given = /Column$/.test(method) ? textOf(second) : null;
      return name === null || given === null || name === given;
    }),
  );
}

function tablesOf(declaration: Declaration): string[] {
  if ('table' in declaration) return [declaration.table.name];
  if ('object' in declaration) return [declaration.object.name];
  return 'objects' in declaration ? declaration.objects.map(({ name }) => name) : [];
}

function tableOf(node: SyntaxNode | undefined): string | null {
  if (node?.type !== 'ObjectExpression') return textOf(node);
  return textOf(propertyOf(node, 'tableName'));
}

function sqlOf(node: SyntaxNode | undefined): string | null {
  const text = textOf(node);
  return text === null ? null : plain(text);
}

function plain(sql: string): string {
  return sql.trim().replace(/;$/, '').replace(/\s+/g, ' ').trim();
}

/** The name of the transaction that is open where the call stands; null where the file opens none around it. */
function transactionAround(call: SyntaxNode, nodes: readonly SyntaxNode[]): string | null {
  let name: string | null = null;
  for (const node of nodes) {
    if (node.start > call.start) break;
    if (methodOf(node) === 'transaction' && node.end >= call.end) {
      const [work] = nodesIn(node.arguments).filter((one) => /Function/.test(one.type));
      const [parameter] = nodesIn(work?.params);
      if (work !== undefined && parameter !== undefined) name = nameOf(parameter);
    }
    // const t = await sequelize.transaction();
    if (node.type === 'VariableDeclarator' && node.end < call.start) {
      const init = asNode(node.init);
      const opened = init?.type === 'AwaitExpression' ? asNode(init.argument) : init;
      if (opened !== null && methodOf(opened) === 'transaction') name = nameOf(node.id);
    }
  }
  return name;
}

/** The options hold a transaction, or are made elsewhere, where they may. */
function isGiven(options: SyntaxNode | undefined): boolean {
  if (options === undefined) return false;
  if (options.type !== 'ObjectExpression') {
    return options.type !== 'ArrayExpression' && textOf(options) === null && !isBare(options);
  }
  const spread = nodesIn(options.properties).some((one) => one.type === 'SpreadElement');
  return spread || propertyOf(options, 'transaction') !== undefined;
}

/** The transaction itself in the place of the options. */
function isBare(node: SyntaxNode): boolean {
  return node.type === 'Identifier' && /^(t|tx|trx|transaction)$/i.test(String(node.name));
}

function mentions(node: SyntaxNode, name: string): boolean {
  return [...walk(node)].some((one) => one.type === 'Identifier' && one.name === name);
}

function propertyOf(node: SyntaxNode, name: string): SyntaxNode | undefined {
  const found = nodesIn(node.properties).find(
    (one) => one.type === 'Property' && nameOf(one.key) === name,
  );
  return asNode(found?.value) ?? undefined;
}
