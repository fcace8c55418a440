import { asNode, nameOf, nodesIn, type SyntaxNode, textOf } from '../syntax.ts';

/** Sequelize's data types on PostgreSQL. https://sequelize.org/docs/v6/other-topics/other-data-types/ */
const plain: Readonly<Record<string, string>> = {
  UUID: 'uuid',
  UUIDV1: 'uuid',
  UUIDV4: 'uuid',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  SMALLINT: 'smallint',
  TINYINT: 'smallint',
  MEDIUMINT: 'integer',
  FLOAT: 'double precision',
  DOUBLE: 'double precision',
  REAL: 'real',
  BOOLEAN: 'boolean',
  TEXT: 'text',
  CITEXT: 'citext',
  DATE: 'timestamp with time zone',
  DATEONLY: 'date',
  TIME: 'time without time zone',
  JSON: 'json',
  JSONB: 'jsonb',
  BLOB: 'bytea',
  INET: 'inet',
  CIDR: 'cidr',
  MACADDR: 'macaddr',
  HSTORE: 'hstore',
};

const written: Readonly<Record<string, string>> = {
  int: 'integer',
  int2: 'smallint',
  int4: 'integer',
  int8: 'bigint',
  serial: 'integer',
  bigserial: 'bigint',
  varchar: 'character varying',
  char: 'character',
  decimal: 'numeric',
  timestamptz: 'timestamp with time zone',
};

/** The PostgreSQL type, as format_type names it, of `Sequelize.UUID`, `STRING(36)`, `'uuid'`; null when unknown. */
export function columnType(expression: SyntaxNode): string | null {
  const raw = textOf(expression);
  if (raw !== null) {
    const [, name = '', rest = ''] = /^\s*([a-z ]+[a-z0-9]*)\s*(\([\d, ]+\))?/i.exec(raw) ?? [];
    const lower = name.trim().toLowerCase();
    return lower === '' ? null : `${written[lower] ?? lower}${rest}`;
  }
  const called = expression.type === 'CallExpression' || expression.type === 'NewExpression';
  const callee = called ? asNode(expression.callee) : expression;
  const name = callee?.type === 'MemberExpression' ? nameOf(callee.property) : nameOf(callee);
  const numbers = called ? nodesIn(expression.arguments).map((node) => node.value) : [];
  const sizes = numbers.every((size) => typeof size === 'number') ? numbers : [];
  switch (name) {
    case null:
      return null;
    case 'STRING':
      return `character varying(${sizes[0] ?? 255})`;
    case 'CHAR':
      return `character(${sizes[0] ?? 255})`;
    case 'DECIMAL':
    case 'NUMERIC':
      return sizes.length === 0 ? 'numeric' : `numeric(${sizes[0]},${sizes[1] ?? 0})`;
    default:
      return plain[name] ?? null;
  }
}
