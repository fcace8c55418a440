import { asNode, nameOf, nodesIn, type SyntaxNode, textOf } from '../syntax.ts';

/** Sequelize's name of a PostgreSQL type; null where it has none that says the same. */
function sequelizeType(type: string): string | null {
  const [, length] = /^character varying\((\d+)\)$/.exec(type) ?? [];
  if (length !== undefined) return length === '255' ? 'STRING' : `STRING(${length})`;
  const [, precision] = /^numeric\(([\d,]+)\)$/.exec(type) ?? [];
  if (precision !== undefined) return `DECIMAL(${precision.replace(',', ', ')})`;
  return names[type] ?? null;
}

const names: Readonly<Record<string, string>> = {
  uuid: 'UUID',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  smallint: 'SMALLINT',
  text: 'TEXT',
  numeric: 'DECIMAL',
  'double precision': 'DOUBLE',
  real: 'REAL',
  boolean: 'BOOLEAN',
  date: 'DATEONLY',
  'timestamp with time zone': 'DATE',
};

/**
 * A type's expression as it has to be written for another type, in the way in which it is written now; null where that
 * cannot be told, such as for a name that the file would have to import.
 *
 * @param program the whole file
 */
export function typeText(
  expression: SyntaxNode,
  text: string,
  newType: string,
  program: readonly SyntaxNode[],
): string | null {
  const written = text.slice(expression.start, expression.end);
  if (textOf(expression) !== null) {
    const isUpper = written === written.toUpperCase();
    return written[0] + (isUpper ? newType.toUpperCase() : newType) + written.at(-1);
  }
  const name = sequelizeType(newType);
  if (name === null) return null;
  const called = expression.type === 'CallExpression' || expression.type === 'NewExpression';
  const callee = called ? asNode(expression.callee) : expression;
  if (callee?.type === 'MemberExpression') {
    const object = asNode(callee.object);
    return object === null ? null : `${text.slice(object.start, object.end)}.${name}`;
  }
  // A bare name has to be one that the file knows.
  const [bare = ''] = name.split('(');
  const known = program.some((node) => bindings(node).includes(bare));
  return callee?.type === 'Identifier' && known ? name : null;
}

/** The names that a pattern or an import brings into the file. */
function bindings(node: SyntaxNode): string[] {
  switch (node.type) {
    case 'VariableDeclarator':
    case 'AssignmentPattern': {
      const pattern = asNode(node.id ?? node.left);
      return pattern?.type === 'ObjectPattern' ? patternNames(pattern) : [];
    }
    case 'ObjectPattern':
      return patternNames(node);
    case 'ImportSpecifier':
      return [nameOf(node.local) ?? ''];
    default:
      return [];
  }
}

function patternNames(pattern: SyntaxNode): string[] {
  return nodesIn(pattern.properties).map((one) => nameOf(one.value) ?? '');
}
