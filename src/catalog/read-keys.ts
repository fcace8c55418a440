import type { Session } from '../postgres/session.ts';
import type { Constraint, ForeignKeyPart, Index, ReferentialAction } from './catalog.ts';
import { userNamespaces } from './user-namespaces.ts';

interface IndexRow {
  oid: number;
  schema: string;
  name: string;
  table: number;
  unique: boolean;
  primary: boolean;
  valid: boolean;
  immediate: boolean;
  partial: boolean;
  has_expressions: boolean;
  keys: number;
  columns: string;
  classes: string;
  collations: string;
  access_method: string;
  constraint: number;
}

interface ConstraintRow {
  oid: number;
  name: string;
  table: number;
  kind: string;
  columns: number[] | null;
  deferrable: boolean;
  deferred: boolean;
  validated: boolean;
  enforced: boolean;
  index: number;
  parent: number;
  referenced_table: number;
  referenced_columns: number[] | null;
  on_update: string;
  on_delete: string;
  match: string;
  delete_sets: number[] | null;
}

const indexesSql = `
SELECT i.indexrelid AS oid, n.nspname AS schema, c.relname AS name, i.indrelid AS table, i.indisunique AS unique,
       i.indisprimary AS primary, i.indisvalid AS valid, i.indimmediate AS immediate,
       i.indpred IS NOT NULL AS partial, i.indexprs IS NOT NULL AS has_expressions,
       i.indnkeyatts AS keys, i.indkey::text AS columns, i.indclass::text AS classes,
       i.indcollation::text AS collations, m.amname AS access_method,
       COALESCE(k.oid, 0::oid) AS constraint
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_am m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')
 WHERE c.relnamespace IN (${userNamespaces})
 ORDER BY i.indexrelid`;

function constraintsSql(serverVersion: number): string {
  const enforced = serverVersion >= 180_000 ? 'k.conenforced' : 'true';
  const deleteSets = serverVersion >= 150_000 ? 'k.confdelsetcols' : 'NULL::int2[]';
  return `
SELECT k.oid, k.conname AS name, k.conrelid AS table, k.contype AS kind, k.conkey AS columns,
       k.condeferrable AS deferrable, k.condeferred AS deferred, k.convalidated AS validated,
       ${enforced} AS enforced, k.conindid AS index, k.conparentid AS parent, k.confrelid AS referenced_table,
       k.confkey AS referenced_columns, k.confupdtype AS on_update, k.confdeltype AS on_delete,
       k.confmatchtype AS match, ${deleteSets} AS delete_sets
  FROM pg_catalog.pg_constraint k
 WHERE k.connamespace IN (${userNamespaces}) AND k.conrelid <> 0
 ORDER BY k.oid`;
}

/** Indexes of the user's schemas in order of OID, as PostgreSQL looks through them, without definitions: one query. */
export async function readIndexes(session: Session, journalSchema: string): Promise<Index[]> {
  const { rows } = await session.query<IndexRow>(indexesSql, [journalSchema]);
  return rows.map((row) => {
    const classes = numbers(row.classes);
    const collations = numbers(row.collations);
    return {
      oid: row.oid,
      schema: row.schema,
      name: row.name,
      table: row.table,
      unique: row.unique,
      primary: row.primary,
      valid: row.valid,
      immediate: row.immediate,
      partial: row.partial,
      hasExpressions: row.has_expressions,
      columns: numbers(row.columns)
        .slice(0, row.keys)
        .map((column, at) => ({
          column,
          operatorClass: classes[at] ?? 0,
          collation: collations[at] ?? 0,
        })),
      accessMethod: row.access_method,
      definition: '',
      constraint: row.constraint,
    };
  });
}

/** Constraints of the user's tables (those of domains are left out), without definitions: one query. */
export async function readConstraints(
  session: Session,
  journalSchema: string,
): Promise<Constraint[]> {
  const { rows } = await session.query<ConstraintRow>(constraintsSql(session.serverVersion), [
    journalSchema,
  ]);
  return rows.map((row) => ({
    oid: row.oid,
    name: row.name,
    table: row.table,
    kind: kinds[row.kind] ?? 'check',
    columns: row.columns ?? [],
    deferrable: row.deferrable,
    initiallyDeferred: row.deferred,
    validated: row.validated,
    enforced: row.enforced,
    definition: '',
    comment: null,
    index: row.index,
    parent: row.parent,
    foreignKey: foreignKeyPart(row),
  }));
}

const kinds: Readonly<Record<string, Constraint['kind']>> = {
  p: 'primary key',
  u: 'unique',
  f: 'foreign key',
  c: 'check',
  x: 'exclusion',
  n: 'not null',
  t: 'trigger',
};

const actions: Readonly<Record<string, ReferentialAction>> = {
  a: 'NO ACTION',
  r: 'RESTRICT',
  c: 'CASCADE',
  n: 'SET NULL',
  d: 'SET DEFAULT',
};

function foreignKeyPart(row: ConstraintRow): ForeignKeyPart | null {
  if (row.kind !== 'f') return null;
  return {
    referencedTable: row.referenced_table,
    referencedColumns: row.referenced_columns ?? [],
    onUpdate: actions[row.on_update] ?? 'NO ACTION',
    onDelete: actions[row.on_delete] ?? 'NO ACTION',
    match: row.match === 'f' ? 'FULL' : row.match === 'p' ? 'PARTIAL' : 'SIMPLE',
    ...(row.delete_sets === null ? {} : { deleteSets: row.delete_sets }),
  };
}

/** An int2vector or oidvector as it prints: `1 2 3`. */
function numbers(vector: string): number[] {
  return vector === '' ? [] : vector.split(' ').map(Number);
}
