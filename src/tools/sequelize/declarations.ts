import { asNode, nameOf, nodesIn, type SyntaxNode, textOf, walk } from '../syntax.ts';

/** What one call in a migration or model file says of one column. */
export interface Declaration {
  /** Names that the table may have; several where only the model's name is known. */
  readonly tables: readonly string[];
  readonly schema: string | null;
  readonly columns: readonly string[];
  /** The expression of the type; null where the call names none. */
  readonly type: SyntaxNode | null;
  readonly references: boolean;
  /** The constraint's name, where the call gives one. */
  readonly constraint: string | null;
}

/** Reads every call that declares columns or keys, in the order of the text. */
export function declarationsIn(program: SyntaxNode): Declaration[] {
  const known = constantsIn(program);
  return [...walk(program)].flatMap((node) =>
    node.type === 'CallExpression' ? declaredBy(node, known) : [],
  );
}

/** What names of the file stand for. */
export type Constants = ReadonlyMap<string, SyntaxNode>;

function declaredBy(call: SyntaxNode, known: Constants): Declaration[] {
  const callee = asNode(call.callee);
  if (callee?.type !== 'MemberExpression') return [];
  const [first, second, third] = nodesIn(call.arguments).map((node) => resolved(node, known));
  switch (nameOf(callee.property)) {
    case 'createTable':
      return columnsOf(second, tableOf(first, known), known);
    case 'addColumn':
    case 'changeColumn': {
      const column = textOf(second);
      const table = tableOf(first, known);
      if (table === null || column === null || third === undefined) return [];
      return [columnOf(column, third, table, known)];
    }
    case 'addConstraint':
      return constraintOf(second, third, tableOf(first, known), known);
    case 'define':
      return columnsOf(second, tableOfModel(textOf(first), third, known), known);
    case 'init':
      return columnsOf(first, tableOfModel(nameOf(callee.object), second, known), known);
    default:
      return [];
  }
}

interface Table {
  readonly tables: readonly string[];
  readonly schema: string | null;
  readonly underscored: boolean;
}

/** The table that a name, or an object with its name, means. */
export function tableOf(node: SyntaxNode | undefined, known: Constants): Table | null {
  const options = propertiesOf(node, known);
  const name = textOf(node) ?? textOf(options.get('tableName'));
  const schema = textOf(options.get('schema'));
  return name === null ? null : { tables: [name], schema, underscored: false };
}

function tableOfModel(
  model: string | null,
  node: SyntaxNode | undefined,
  known: Constants,
): Table | null {
  const options = propertiesOf(node, known);
  const tableName = textOf(options.get('tableName'));
  const name = textOf(options.get('modelName')) ?? model;
  if (tableName === null && name === null) return null;
  const underscored = options.get('underscored')?.value === true;
  const schema = textOf(options.get('schema'));
  return { tables: tableName === null ? plurals(name ?? '') : [tableName], schema, underscored };
}

/** Sequelize makes the table's name the model's plural, unless told to freeze it. */
function plurals(name: string): string[] {
  const all = [name, `${name}s`, `${name}es`, name.replace(/y$/, 'ies')];
  return all.flatMap((one) => [one, snakeCase(one)]);
}

function columnsOf(node: SyntaxNode | undefined, table: Table | null, known: Constants) {
  if (table === null) return [];
  return [...propertiesOf(node, known)].map(([name, value]) => columnOf(name, value, table, known));
}

function columnOf(name: string, value: SyntaxNode, table: Table, known: Constants): Declaration {
  const options = propertiesOf(value, known);
  const isObject = value.type === 'ObjectExpression';
  const field = textOf(options.get('field'));
  return {
    tables: table.tables,
    schema: table.schema,
    columns: [field ?? (table.underscored ? snakeCase(name) : name)],
    type: isObject ? (options.get('type') ?? null) : value,
    references: options.has('references'),
    constraint: null,
  };
}

/** `addConstraint(table, { fields, … })`, and as it was before version 6, `addConstraint(table, fields, { … })`. */
function constraintOf(
  second: SyntaxNode | undefined,
  third: SyntaxNode | undefined,
  table: Table | null,
  known: Constants,
): Declaration[] {
  if (table === null) return [];
  const isOld = second?.type === 'ArrayExpression';
  const options = propertiesOf(isOld ? third : second, known);
  const fields = isOld ? second : options.get('fields');
  if (!options.has('references')) return [];
  return [
    {
      tables: table.tables,
      schema: table.schema,
      columns: nodesIn(fields?.elements).flatMap((node) => textOf(node) ?? []),
      type: null,
      references: true,
      constraint: textOf(options.get('name')),
    },
  ];
}

/** The properties of an object, those that are spread into it before its own. */
export function propertiesOf(
  node: SyntaxNode | undefined,
  known: Constants,
): Map<string, SyntaxNode> {
  const found = new Map<string, SyntaxNode>();
  if (node?.type !== 'ObjectExpression') return found;
  for (const property of nodesIn(node.properties)) {
    if (property.type === 'SpreadElement') {
      const inner = asNode(property.argument);
      if (inner === null) continue;
      for (const [name, value] of propertiesOf(resolved(inner, known), known))
        found.set(name, value);
      continue;
    }
    const name = property.computed === true ? textOf(property.key) : nameOf(property.key);
    const value = asNode(property.value);
    if (name !== null && value !== null) found.set(name, resolved(value, known));
  }
  return found;
}

/** What a name stands for in this file, and what a small function of it that only returns an object makes. */
export function resolved(node: SyntaxNode, known: Constants, depth = 0): SyntaxNode {
  if (depth > 5) return node;
  if (node.type === 'ParenthesizedExpression' || /^TS(As|Satisfies)Expression$/.test(node.type)) {
    const inner = asNode(node.expression);
    return inner === null ? node : resolved(inner, known, depth + 1);
  }
  const named = node.type === 'CallExpression' ? asNode(node.callee) : node;
  const value = named?.type === 'Identifier' ? known.get(String(named.name)) : undefined;
  if (value === undefined) return node;
  if (node.type !== 'CallExpression') return resolved(value, known, depth + 1);
  const body = asNode(value.body);
  return body === null ? node : resolved(body, known, depth + 1);
}

/** The names to which the file gives a value. */
export function constantsIn(program: SyntaxNode): Constants {
  const found = new Map<string, SyntaxNode>();
  for (const node of walk(program)) {
    if (node.type !== 'VariableDeclarator') continue;
    const name = asNode(node.id)?.type === 'Identifier' ? nameOf(node.id) : null;
    const value = asNode(node.init);
    // A name that several places give a value is left alone.
    if (name !== null && value !== null && !found.has(name)) found.set(name, value);
  }
  return found;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
