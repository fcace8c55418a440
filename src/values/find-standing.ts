import { relationByOid } from '../catalog/lookup.ts';
import type { Orphans } from '../diagnose/fault.ts';
import type {
  InvalidIndex,
  KeyNotEnforced,
  SetNullOnNotNull,
  StandingFault,
} from '../diagnose/standing-fault.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { equalityOperators } from './equality-operators.ts';
import type { StandingFacts } from './facts.ts';
import { findOrphans } from './find-orphans.ts';
import { findSequenceState } from './find-sequence-state.ts';
import type { GatherRequest } from './gather-request.ts';
import { keyInSql } from './key-in-sql.ts';
import { fromTable } from './mapping-sql.ts';

/** Looks at what is behind a fault that stands in the database without a statement. */
export async function findStanding(
  session: Session,
  fault: StandingFault,
  request: GatherRequest,
): Promise<StandingFacts[StandingFault['kind']]> {
  switch (fault.kind) {
    case 'set-null-on-not-null':
      return { missing: await missingDefaults(session, fault, request) };
    case 'key-not-enforced':
      return findUnchecked(session, fault, request);
    case 'invalid-index':
      return findRepeated(session, fault);
    case 'sequence-behind':
    case 'narrow-sequence':
      return findSequenceState(session, request.catalog, fault);
    case 'duplicate-foreign-key':
    case 'not-validated':
    case 'leftover-type':
      return null;
  }
}

/** The key as it is when rows are looked for that reference nothing. */
export function asOrphans({ key, id, constraint }: KeyNotEnforced): Orphans {
  const { referencing, referenced } = key;
  return {
    kind: 'orphans',
    id,
    constraint,
    referencing,
    referenced,
    declaredBy: 'catalog',
    keys: [key],
  };
}

async function findUnchecked(
  session: Session,
  fault: KeyNotEnforced,
  request: GatherRequest,
): Promise<StandingFacts['key-not-enforced']> {
  const { catalog } = request;
  const types = [fault.referencing.oid, fault.referenced.oid].flatMap(
    (oid) => relationByOid(catalog, oid)?.columns.map((one) => one.type.oid) ?? [],
  );
  const operator = await equalityOperators(session, catalog, types);
  return {
    orphans: await findOrphans(session, asOrphans(fault), request),
    sql: keyInSql(catalog, fault.key, operator),
  };
}

/** Defaults that no row of the referenced table has. */
async function missingDefaults(
  session: Session,
  { defaults, key }: SetNullOnNotNull,
  { catalog }: GatherRequest,
): Promise<StandingFacts['set-null-on-not-null']['missing']> {
  const to = relationByOid(catalog, key.referenced.oid);
  const column = key.referenced.columns[0]?.name ?? '';
  const missing: { column: string; value: string }[] = [];
  for (const one of to === undefined ? [] : defaults) {
    const { rows } = await session.query<{ missing: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM ${fromTable(key.referenced.table, to?.kind === 'partitioned table')} AS r ` +
        `WHERE r.${quoteIdent(column)}::text = (${one.value})::text) AS missing`,
    );
    if (rows[0]?.missing === true) missing.push(one);
  }
  return missing;
}

/** Values that stand in the way of the index; null where an expression or a condition would have to be repeated. */
async function findRepeated(
  session: Session,
  { columns, partial, table }: InvalidIndex,
): Promise<StandingFacts['invalid-index']> {
  if (columns === null || partial) return { rows: null, keys: null, samples: [] };
  const names = columns.map((name) => `t.${quoteIdent(name)}`);
  const from = `${fromTable(table, false)} AS t`;
  const text = `concat_ws(', ', ${names.map((name) => `min(${name}::text)`).join(', ')})`;
  const { rows } = await session.query<{
    rows: string;
    keys: string;
    samples: { value: string; n: number }[];
  }>(
    `WITH d AS (SELECT ${text} AS value, count(*) AS n FROM ${from} WHERE ${names.map((name) => `${name} IS NOT NULL`).join(' AND ')} ` +
      `GROUP BY ${names.join(', ')} HAVING count(*) > 1) ` +
      `SELECT (SELECT count(*) FROM ${from}) AS rows, (SELECT count(*) FROM d) AS keys, ` +
      `(SELECT coalesce(json_agg(s ORDER BY s.n DESC, s.value), '[]') FROM (SELECT value, n FROM d ORDER BY n DESC, value LIMIT 5) AS s) AS samples`,
  );
  return {
    rows: Number(rows[0]?.rows ?? 0),
    keys: Number(rows[0]?.keys ?? 0),
    samples: (rows[0]?.samples ?? []).map(({ value, n }) => ({ value, rows: n })),
  };
}
