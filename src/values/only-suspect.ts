import type { Catalog } from '../catalog/catalog.ts';
import { relationByOid } from '../catalog/lookup.ts';
import type { Fault, Orphans } from '../diagnose/fault.ts';
import type { Session } from '../postgres/session.ts';
import { equalityOperators } from './equality-operators.ts';
import { onlyBehind } from './find-sequence-state.ts';
import { keyInSql } from './key-in-sql.ts';
import { lookInBatches } from './look-in-batches.ts';
import { fromTable } from './mapping-sql.ts';
import { orphanSql } from './orphan-sql.ts';

/** Bytes; a larger table is looked at by itself, where a time limit hits no other one. */
const small = 32 * 2 ** 20;

/**
 * A first look at the candidates of which a large database has thousands, sequences and references by name: those that
 * are sound are left out.
 *
 * @param session inside a transaction, under quietSettings; nothing is changed.
 */
export async function onlySuspect(
  session: Session,
  catalog: Catalog,
  faults: readonly Fault[],
): Promise<Fault[]> {
  const sequences = faults.flatMap((one) => (one.kind === 'sequence-behind' ? [one] : []));
  const references = faults.flatMap((one) =>
    one.kind === 'orphans' && one.declaredBy === 'names' && isSmall(catalog, one) ? [one] : [],
  );
  const sound = new Set<Fault>([...sequences, ...references]);
  for (const one of await onlyBehind(session, catalog, sequences)) sound.delete(one);
  for (const one of await onlyDangling(session, catalog, references)) sound.delete(one);
  return faults.filter((one) => !sound.has(one));
}

function isSmall(catalog: Catalog, { referencing, referenced }: Orphans): boolean {
  return [referencing, referenced].every(
    ({ oid }) => (relationByOid(catalog, oid)?.bytes ?? 0) < small,
  );
}

async function onlyDangling(
  session: Session,
  catalog: Catalog,
  faults: readonly Orphans[],
): Promise<Orphans[]> {
  if (faults.length === 0) return [];
  const types = faults.flatMap(({ referenced }) =>
    (relationByOid(catalog, referenced.oid)?.columns ?? []).map((one) => one.type.oid),
  );
  const operator = await equalityOperators(session, catalog, [...new Set(types)]);
  return lookInBatches(session, faults, ({ keys: [key] }) => {
    const sql = key === undefined ? null : keyInSql(catalog, key, operator);
    if (sql === null) return null;
    const from = fromTable(sql.referencing.table, sql.referencing.partitioned);
    return `SELECT EXISTS (SELECT FROM ${from} AS t WHERE ${orphanSql(sql)})`;
  });
}
