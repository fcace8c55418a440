import { loadParser, parseStatements } from '../../statement/parse-statements.ts';
import { asNode, nameOf, nodesIn, type SyntaxNode, sqlOf, textOf } from '../syntax.ts';
import { wayUp } from '../way-up.ts';
import { declarationsIn } from './declarations.ts';

/** A place that says which type a column has. Offsets are UTF-16 units into the file. */
export type TypePlace = {
  readonly tables: readonly string[];
  readonly schema: string | null;
  readonly column: string;
} & (
  | { readonly in: 'call'; readonly type: SyntaxNode; readonly options: SyntaxNode | null }
  /** `start` and `end` are null where the text of the SQL is not the text of the file. */
  | {
      readonly in: 'sql';
      readonly start: number | null;
      readonly end: number | null;
      readonly written: string;
      readonly at: number;
    }
);

/** Stands for what an expression in a template will be; no column is called so. */
const unknown = 'pgmend_expression';

/** Every place of a file that declares a column's type on the way up: calls, associations, SQL. */
export async function typePlaces(program: SyntaxNode, text: string): Promise<TypePlace[]> {
  const nodes = [...wayUp(program)];
  const up = new Set(nodes.map(({ start }) => start));
  const found: TypePlace[] = [];
  for (const { tables, schema, columns, type } of declarationsIn(program)) {
    if (type === null || !up.has(type.start)) continue;
    for (const column of columns) {
      found.push({ in: 'call', tables, schema, column, type, options: optionsAround(type, nodes) });
    }
  }
  await loadParser();
  for (const node of nodes) {
    found.push(...ofAssociation(node), ...ofSql(node, text));
  }
  return found;
}

/** The object that holds this expression as its `type`. */
function optionsAround(type: SyntaxNode, nodes: readonly SyntaxNode[]): SyntaxNode | null {
  return (
    nodes.find(
      (node) =>
        node.type === 'ObjectExpression' &&
        nodesIn(node.properties).some(
          (one) => nameOf(one.key) === 'type' && asNode(one.value)?.start === type.start,
        ),
    ) ?? null
  );
}

/** `Session.belongsTo(User, { foreignKey: { name: 'userId', type: DataTypes.UUID } })` */
function ofAssociation(call: SyntaxNode): TypePlace[] {
  const callee = call.type === 'CallExpression' ? asNode(call.callee) : null;
  if (callee?.type !== 'MemberExpression') return [];
  const method = nameOf(callee.property) ?? '';
  if (!/^(belongsTo|hasOne|hasMany)$/.test(method)) return [];
  const [other, options] = nodesIn(call.arguments);
  const holder = method === 'belongsTo' ? asNode(callee.object) : other;
  const model = holder?.type === 'MemberExpression' ? nameOf(holder.property) : nameOf(holder);
  const key = property(options, 'foreignKey');
  const type = property(key, 'type');
  const column = textOf(property(key, 'field')) ?? textOf(property(key, 'name'));
  if (model === null || type === undefined || column === null) return [];
  return [
    {
      in: 'call',
      tables: modelTables(model),
      schema: null,
      column,
      type,
      options: key ?? null,
    },
  ];
}

/** What Sequelize may call the table of a model. */
function modelTables(model: string): string[] {
  const all = [model, `${model}s`, `${model}es`, model.replace(/y$/, 'ies')];
  return all.flatMap((one) => [
    one,
    one.toLowerCase(),
    one.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase(),
  ]);
}

function property(node: SyntaxNode | null | undefined, name: string): SyntaxNode | undefined {
  const found = nodesIn(node?.properties).find(
    (one) => one.type === 'Property' && nameOf(one.key) === name,
  );
  return asNode(found?.value) ?? undefined;
}

function ofSql(node: SyntaxNode, text: string): TypePlace[] {
  const sql = sqlOf(node, unknown);
  if (sql === null || !/\b(create|alter)\s+table\b|\badd\s+column\b/i.test(sql)) return [];
  const parsed = parseStatements(sql);
  if (!parsed.ok) return [];
  // Without escapes and expressions, what stands in the file is what is sent.
  const same = text.slice(node.start + 1, node.end - 1) === sql;
  return parsed.statements.flatMap(({ declarations }) =>
    declarations.flatMap((one): TypePlace[] => {
      const columns =
        one.kind === 'create-table'
          ? one.columns.map(({ name, type }) => ({ name, type }))
          : one.kind === 'add-column'
            ? [{ name: one.column.name, type: one.column.type }]
            : one.kind === 'alter-column-type'
              ? [{ name: one.column, type: one.type }]
              : [];
      if (!('table' in one)) return [];
      return columns.map(({ name, type }) => ({
        in: 'sql',
        tables: [one.table.name],
        schema: one.table.schema,
        column: name,
        start: same ? node.start + 1 + type.range.start : null,
        end: same ? node.start + 1 + type.range.end : null,
        written: type.text,
        at: Math.min(node.start + 1 + type.range.start, node.end),
      }));
    }),
  );
}
