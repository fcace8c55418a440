import { retypeInSql } from '../retype-in-sql.ts';
import {
  retypeInSources,
  type SchemaSource,
  type SchemaType,
  snakeCase,
} from '../schema-sources.ts';
import { asNode, nameOf, nodesIn, type SyntaxNode, textOf, walk } from '../syntax.ts';
import type { Project, Retyping, TypeEdit } from '../tool.ts';
import { migrations } from './migrations.ts';

/** The places in migrations and in the schema's TypeScript that declare another type for a column. */
export async function retype(project: Project, retyping: Retyping): Promise<readonly TypeEdit[]> {
  const { files } = await migrations(project);
  return [
    ...(await retypeInSql(project, files, retyping)),
    ...(await retypeInSources(project, retyping, /drizzle-orm\/pg-core/, typesIn)),
  ];
}

/** Builders of columns whose first argument is a name alone. https://orm.drizzle.team/docs/column-types/pg */
const types: Readonly<Record<string, string>> = {
  uuid: 'uuid',
  integer: 'integer',
  serial: 'integer',
  smallint: 'smallint',
  smallserial: 'smallint',
  bigint: 'bigint',
  bigserial: 'bigint',
  text: 'text',
};
/** What hangs on a value of the old type. */
const ofOldType = /^(default\w*|\$default\w*|\$type|\$onUpdate\w*|generated\w*|array)$/;

function typesIn({ text, program }: SchemaSource, retyping: Retyping): SchemaType[] {
  const nodes = [...walk(program)];
  const imported = new Set(
    nodes.filter((one) => one.type === 'ImportSpecifier').map((one) => nameOf(one.local)),
  );
  return nodes
    .filter((one) => isTable(one, retyping.table.name))
    .flatMap((table) => nodesIn(columnsOf(nodesIn(table.arguments)[1])?.properties))
    .flatMap((property) => {
      const chain = chainOf(asNode(property.value));
      const name = chain === null ? null : textOf(nodesIn(chain.call.arguments)[0]);
      const key = nameOf(property.key) ?? '';
      const names = name === null ? [key, snakeCase(key)] : [name];
      if (chain === null || !names.includes(retyping.column)) return [];
      return typeOf(chain, text, imported, retyping.newType);
    });
}

/** `pgTable('bookings', {…})`, also of a schema or of a creator of the project's own. */
function isTable(node: SyntaxNode, table: string): boolean {
  if (node.type !== 'CallExpression') return false;
  const [name, columns] = nodesIn(node.arguments);
  return textOf(name) === table && columnsOf(columns) !== null;
}

/** The object, or what a function `(t) => ({…})` makes. */
function columnsOf(node: SyntaxNode | undefined): SyntaxNode | null {
  if (node?.type === 'ObjectExpression') return node;
  if (node?.type !== 'ArrowFunctionExpression') return null;
  let body = asNode(node.body);
  if (body?.type === 'ParenthesizedExpression') body = asNode(body.expression);
  return body?.type === 'ObjectExpression' ? body : null;
}

interface Chain {
  /** The builder's own call: `uuid('user_id')`. */
  readonly call: SyntaxNode;
  /** Of the calls behind it. */
  readonly methods: readonly string[];
}

function chainOf(node: SyntaxNode | null): Chain | null {
  const methods: string[] = [];
  for (let call = node; call?.type === 'CallExpression'; ) {
    const callee = asNode(call.callee);
    const object = callee?.type === 'MemberExpression' ? asNode(callee.object) : null;
    if (object?.type !== 'CallExpression') return { call, methods };
    methods.push(nameOf(callee?.property) ?? '');
    call = object;
  }
  return null;
}

function typeOf(
  { call, methods }: Chain,
  text: string,
  imported: ReadonlySet<string | null>,
  newType: string,
): SchemaType[] {
  const callee = asNode(call.callee);
  const isMember = callee?.type === 'MemberExpression';
  const builder = isMember ? asNode(callee.property) : callee;
  const old = nameOf(builder) ?? '';
  if (builder === null || types[old] === newType) return [];
  const name = newType === 'bigint' || types[newType] === undefined ? null : newType;
  const [first, ...rest] = nodesIn(call.arguments);
  const hanging = methods.find((one) => ofOldType.test(one));
  const byHand =
    name === null
      ? `how ${newType} is written there is for you to say`
      : hanging !== undefined
        ? `its .${hanging}() is of that type`
        : !isMember && !imported.has(name)
          ? `${name} has to be imported there first`
          : null;
  // Its options are the old type's own.
  const options = first !== undefined && textOf(first) === null ? first : rest[0];
  const end = options === undefined ? null : (rest.at(-1)?.end ?? options.end);
  const begin = options === first ? first?.start : first?.end;
  return [
    {
      start: builder.start,
      written: text.slice(call.start, call.end),
      byHand,
      edits:
        byHand !== null || name === null
          ? []
          : [
              { start: builder.start, end: builder.end, text: name },
              ...(end === null || begin === undefined ? [] : [{ start: begin, end, text: '' }]),
            ],
    },
  ];
}
