import { readFile } from 'node:fs/promises';
import { sourceFiles } from '../schema-sources.ts';
import { asNode, nameOf, nodesIn, parseSource, type SyntaxNode, textOf, walk } from '../syntax.ts';

/** The names that Kysely's Migrator is told for its tables, in its own words. */
export interface MigratorTables {
  readonly migrationTableName?: string;
  readonly migrationTableSchema?: string;
  readonly migrationLockTableName?: string;
}

const words = ['migrationTableName', 'migrationTableSchema', 'migrationLockTableName'] as const;

/**
 * What the project's sources tell Kysely's Migrator: `new Migrator({ … })`, with names that are texts, or constants of the
 * same file. null where none is made, where a name is put together elsewhere, and where several say different things.
 *
 * @param also absolute; read besides the project's sources
 */
export async function migratorTables(
  directory: string,
  also: readonly string[],
): Promise<MigratorTables | null> {
  const found = new Map<string, MigratorTables | null>();
  for (const file of new Set([...also, ...(await sourceFiles(directory))])) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (!/\bnew\s+([\w$]+\.)?Migrator\s*\(/.test(text)) continue;
    const program = await parseSource(file, text);
    if (program === null) continue;
    for (const tables of toldIn(program)) found.set(JSON.stringify(tables), tables);
  }
  const [only = null] = found.values();
  return found.size === 1 ? only : null;
}

function toldIn(program: SyntaxNode): (MigratorTables | null)[] {
  const all = [...walk(program)];
  const constants = new Map(
    all.flatMap((node) =>
      node.type === 'VariableDeclarator' && asNode(node.init) !== null
        ? [[nameOf(node.id), plain(asNode(node.init))] as const]
        : [],
    ),
  );
  /** What a name of this file stands for. */
  const behind = (node: SyntaxNode | null): SyntaxNode | null => {
    const bare = plain(node);
    return bare?.type === 'Identifier' ? (constants.get(nameOf(bare)) ?? null) : bare;
  };
  const made = all.filter((node) => {
    const callee = node.type === 'NewExpression' ? asNode(node.callee) : null;
    const name = callee?.type === 'MemberExpression' ? callee.property : callee;
    return nameOf(name) === 'Migrator';
  });
  return made.map((node) => told(behind(nodesIn(node.arguments)[0] ?? null), behind));
}

/** null where something of it cannot be told from the text. */
function told(
  options: SyntaxNode | null,
  behind: (node: SyntaxNode | null) => SyntaxNode | null,
): MigratorTables | null {
  if (options?.type !== 'ObjectExpression') return null;
  let found: MigratorTables = {};
  for (const one of nodesIn(options.properties)) {
    if (one.type === 'SpreadElement') {
      const inner = told(behind(asNode(one.argument)), behind);
      if (inner === null) return null;
      found = { ...found, ...inner };
    }
    const word = words.find((each) => one.type === 'Property' && nameOf(one.key) === each);
    if (word === undefined) continue;
    const text = textOf(behind(asNode(one.value)));
    if (text === null) return null;
    found = { ...found, [word]: text };
  }
  return found;
}

/** Without what TypeScript adds: `'history' as const`. */
function plain(node: SyntaxNode | null): SyntaxNode | null {
  return node !== null && /^(TS|Parenthesized)\w*Expression$/.test(node.type)
    ? plain(asNode(node.expression))
    : node;
}
