import type { Catalog } from '../catalog/catalog.ts';
import { columnByName, relationByOid } from '../catalog/lookup.ts';
import type { OrphanKey } from '../diagnose/fault.ts';
import type { Probe } from '../diagnose/probe.ts';
import { quoteIdent, quoteQualified } from '../postgres/quote.ts';
import type { Session } from '../postgres/session.ts';
import { equalityOperators } from './equality-operators.ts';
import { keyInSql } from './key-in-sql.ts';
import { fromTable } from './mapping-sql.ts';
import { noReferenceSql, orphanSql } from './orphan-sql.ts';
import { keyTable } from './orphan-tables.ts';

/** What the values say to a probe. Counts are values (of an array, its elements); of `rows`, tables. */
export interface ProbeAnswer {
  readonly matched: number;
  readonly unmatched: number;
}

/** @param session inside a transaction, under quietSettings; nothing is changed. */
export async function answerProbe(
  session: Session,
  catalog: Catalog,
  probe: Probe,
): Promise<ProbeAnswer> {
  switch (probe.kind) {
    case 'rows': {
      let matched = 0;
      for (const table of probe.tables) {
        const { rows } = await session.query<{ any: boolean }>(
          `SELECT EXISTS (SELECT FROM ONLY ${quoteQualified(table)}) AS any`,
        );
        if (rows[0]?.any === true) matched += 1;
      }
      return { matched, unmatched: probe.tables.length - matched };
    }
    case 'references':
      return references(session, catalog, probe.key);
    case 'elements':
      return elements(session, catalog, probe.key);
  }
}

async function references(
  session: Session,
  catalog: Catalog,
  key: OrphanKey,
): Promise<ProbeAnswer> {
  const sql = keyInSql(catalog, key, await operators(session, catalog, key));
  if (sql === null) return { matched: 0, unmatched: 0 };
  const from = fromTable(sql.referencing.table, sql.referencing.partitioned);
  return counts(
    session,
    `SELECT count(*) AS all, count(*) FILTER (WHERE ${orphanSql(sql)}) AS unmatched ` +
      `FROM ${from} AS t WHERE NOT ${noReferenceSql(sql)}`,
  );
}

async function elements(session: Session, catalog: Catalog, key: OrphanKey): Promise<ProbeAnswer> {
  const from = relationByOid(catalog, key.referencing.oid);
  const to = relationByOid(catalog, key.referenced.oid);
  const own = key.referencing.columns[0]?.name ?? '';
  const other =
    to === undefined ? undefined : columnByName(to, key.referenced.columns[0]?.name ?? '');
  if (from === undefined || to === undefined || other === undefined) {
    return { matched: 0, unmatched: 0 };
  }
  const operator = (await operators(session, catalog, key))(other.type.oid);
  const [list, target] = [keyTable(from), keyTable(to)];
  return counts(
    session,
    `SELECT count(*) AS all, count(*) FILTER (WHERE NOT EXISTS (SELECT FROM ${fromTable(target.table, target.partitioned)} AS r ` +
      `WHERE r.${quoteIdent(other.name)} ${operator} e.element)) AS unmatched ` +
      `FROM ${fromTable(list.table, list.partitioned)} AS t, unnest(t.${quoteIdent(own)}) AS e (element) WHERE e.element IS NOT NULL`,
  );
}

async function counts(session: Session, sql: string): Promise<ProbeAnswer> {
  const { rows } = await session.query<{ all: string; unmatched: string }>(sql);
  const unmatched = Number(rows[0]?.unmatched ?? 0);
  return { matched: Number(rows[0]?.all ?? 0) - unmatched, unmatched };
}

function operators(session: Session, catalog: Catalog, key: OrphanKey) {
  const types = [key.referencing, key.referenced].flatMap(({ oid, columns }) => {
    const relation = relationByOid(catalog, oid);
    return columns.flatMap(({ name }) =>
      relation === undefined ? [] : (columnByName(relation, name)?.type.oid ?? []),
    );
  });
  return equalityOperators(session, catalog, types);
}
