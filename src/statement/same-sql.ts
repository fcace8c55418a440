import { loadedParser } from './parser.ts';

/**
 * Whether two pieces of SQL say the same, as far as PostgreSQL's own rewriting goes: one as it was written, one as
 * the catalog gives it back (`'a'` and `'a'::text`, `IN (…)` and `= ANY (ARRAY[…])`, with or without schema).
 * Casts of constants and columns are left out, since the server adds them.
 */
export function sameExpression(one: string, other: string): boolean {
  return same(`SELECT ${one}`, `SELECT ${other}`);
}

/** The same for two table constraints, each from its keyword on: `CHECK (…)`, `EXCLUDE …`. */
export function sameConstraint(one: string, other: string): boolean {
  return same(`ALTER TABLE t ADD ${one}`, `ALTER TABLE t ADD ${other}`);
}

/** The same for two CREATE INDEX statements over one table, whatever they are called. */
export function sameIndex(one: string, other: string): boolean {
  return same(one, other);
}

/** Whether an expression is only NULL: no default, for PostgreSQL. */
export function isNull(expression: string): boolean {
  return sameExpression(expression, 'NULL');
}

function same(one: string, other: string): boolean {
  const [left, right] = [one, other].map(normalised);
  return left !== null && left === right;
}

function normalised(sql: string): string | null {
  try {
    const [statement] = loadedParser().parseSync(sql).stmts ?? [];
    return statement === undefined ? null : JSON.stringify(normal(statement.stmt));
  } catch {
    return null;
  }
}

/** Fields that say nothing about the meaning: places, and what the server leaves out or adds. */
const ignored = new Set([
  'location',
  'rexpr_list_start',
  'rexpr_list_end',
  'schemaname',
  'inh',
  'idxname',
  'concurrent',
  'if_not_exists',
  'skip_validation',
  'initially_valid',
  'funcformat',
  'conname',
]);

function normal(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(normal);
  if (!isRecord(node)) return node;
  if (isRecord(node.TypeCast)) return normal(node.TypeCast.arg);
  if (isRecord(node.A_Const)) return constant(node.A_Const);
  if (isRecord(node.A_ArrayExpr)) return { array: normal(node.A_ArrayExpr.elements ?? []) };
  if (isRecord(node.FuncCall)) return functionCall(node.FuncCall);
  if (isRecord(node.A_Expr) && node.A_Expr.kind === 'AEXPR_IN') return inList(node.A_Expr);
  return fields(node);
}

function fields(node: Readonly<Record<string, unknown>>): unknown {
  return Object.fromEntries(
    Object.entries(node)
      .filter(([name]) => !ignored.has(name))
      // LIKE is stored as its operator.
      .map(
        ([name, value]) =>
          [name, value === 'AEXPR_LIKE' || value === 'AEXPR_ILIKE' ? 'AEXPR_OP' : value] as const,
      )
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, value]) => [name, normal(value)]),
  );
}

/** `5`, `'5'`, `true` and `'true'` are one constant once the column has given it its type. */
function constant(node: Readonly<Record<string, unknown>>): unknown {
  if (node.isnull === true) return { constant: null };
  for (const kind of ['ival', 'fval', 'boolval', 'sval', 'bsval']) {
    const value = node[kind];
    if (isRecord(value)) {
      // The parser leaves 0, false and '' out.
      const fallback = kind === 'ival' ? 0 : kind === 'boolval' ? false : '';
      return { constant: String(value[kind] ?? fallback) };
    }
  }
  return { constant: '' };
}

/** By its last name: the catalog qualifies what the search path found. */
function functionCall(node: Readonly<Record<string, unknown>>): unknown {
  const names = Array.isArray(node.funcname) ? node.funcname : [];
  const name = normal(names.at(-1));
  const call = fields({ ...node, funcname: [] });
  const isNextval = JSON.stringify(name).includes('"nextval"');
  return isNextval ? { name, sequence: lastName(call) } : { name, call };
}

/** `nextval('public."A_id_seq"'::regclass)` and `nextval('"A_id_seq"')`. */
function lastName(call: unknown): string {
  const [, text = ''] = /"constant":"((?:[^"\\]|\\.)*)"/.exec(JSON.stringify(call)) ?? [];
  return text.split('.').at(-1) ?? text;
}

function inList(node: Readonly<Record<string, unknown>>): unknown {
  const list = isRecord(node.rexpr) && isRecord(node.rexpr.List) ? node.rexpr.List.items : [];
  return fields({
    A_Expr: { ...node, kind: 'AEXPR_OP_ANY', rexpr: { A_ArrayExpr: { elements: list } } },
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
