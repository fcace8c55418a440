import type { Column, Relation } from '../catalog/catalog.ts';
import { attempt } from '../postgres/attempt.ts';
import { quoteLiteral } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import type { Mapping } from './mapping.ts';
import { type MappedColumn, pairsSql } from './mapping-sql.ts';
import { keyExpression } from './value-key.ts';

/** What becomes of a column's default when its type changes. */
export interface ConvertedDefault {
  /** The expression of today; null: an identity fills the column. */
  readonly before: string | null;
  /** Its value in the new type, ready for SQL; null when the default is NULL or has no value there. */
  readonly after: string | null;
  /** The default is a value that maps to nothing, or a function that makes values of the old type. */
  readonly lost: boolean;
}

/**
 * Converts a column's default as its values are converted. Only constants can be: a function would make more values
 * of the old type.
 *
 * @param session inside a transaction, under quietSettings.
 * @returns null for a column without a default.
 */
export async function convertDefault(
  session: Session,
  table: Relation,
  column: Column,
  mapped: MappedColumn,
  mapping: Mapping,
): Promise<ConvertedDefault | null> {
  const before = column.default;
  if (before === null || column.identity !== null || column.generated !== null) return null;
  if (!(await isConstant(session, table, column))) return { before, after: null, lost: true };
  const values = `SELECT ${keyExpression(`(${before})`, mapped.type)} AS old, 1::bigint AS n`;
  // Of a column that is all NULL the values say nothing: its default can still be the same value in the new type.
  const how: Mapping = mapping.kind === 'null' ? { kind: 'cast' } : mapping;
  const { rows } = await session.query<{ old: string | null; new: string | null }>(
    `SELECT p.old::text AS old, p.new::text AS new FROM (${pairsSql(mapped, how, values)}) AS p`,
  );
  const [pair] = rows;
  if (pair === undefined || pair.old === null) return { before, after: null, lost: false };
  const value =
    pair.new ?? (how.kind === 'cast' ? await castAlone(session, pair.old, mapped) : null);
  if (value === null) return { before, after: null, lost: true };
  return { before, after: `${quoteLiteral(value)}::${mapped.newType}`, lost: false };
}

/** A default need not stand in the referenced column, only in its type. */
async function castAlone(
  session: Session,
  value: string,
  mapped: MappedColumn,
): Promise<string | null> {
  const cast = await attempt(session, () =>
    session.query<{ value: string }>(`SELECT ($1::text)::${mapped.newType}::text AS value`, [
      value,
    ]),
  );
  return 'value' in cast ? (cast.value.rows[0]?.value ?? null) : null;
}

/**
 * The stored expression tree holds constants, relabellings, and immutable functions of these: the length of a
 * `character varying(n)` or the scale of a numeric is such a function.
 */
async function isConstant(session: Session, table: Relation, column: Column): Promise<boolean> {
  const { rows } = await session.query<{ constant: boolean }>(
    `SELECT adbin::text !~ '[{](?!CONST |RELABELTYPE |FUNCEXPR )' AND NOT EXISTS (` +
      `SELECT FROM regexp_matches(adbin::text, '[{]FUNCEXPR :funcid ([0-9]+)', 'g') AS m(found) ` +
      `JOIN pg_proc AS p ON p.oid = m.found[1]::oid WHERE p.provolatile <> 'i') AS constant ` +
      `FROM pg_attrdef WHERE adrelid = $1 AND adnum = $2`,
    [table.oid, column.number],
  );
  return rows[0]?.constant ?? false;
}
