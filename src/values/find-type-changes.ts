import { isKeyColumn } from '../catalog/is-key-column.ts';
import { columnByName, relationByOid } from '../catalog/lookup.ts';
import type { BlockedTypeChange, TypeChangeFails } from '../diagnose/fault.ts';
import { mayRekey } from '../diagnose/may-rekey.ts';
import { attempt } from '../postgres/attempt.ts';
import type { Session } from '../postgres/session.ts';
import type { TypeChangeFacts } from './facts.ts';
import { findMoves } from './find-moves.ts';
import { type ChangeScope, findTypeChange } from './find-type-change.ts';
import { type FoundColumn, isWhole } from './found-column.ts';
import { canBeMade, type FreshKeys } from './fresh-keys.ts';
import type { GatherRequest } from './gather-request.ts';
import { keySources } from './key-sources.ts';
import { pairsSql } from './mapping-sql.ts';
import { valueFunctionSql } from './value-function.ts';

type Failed = Pick<BlockedTypeChange | TypeChangeFails, 'changes' | 'way' | 'asksIdentity'>;

/**
 * Looks at the values of every column that a failed change of types has to convert, each value by itself.
 *
 * @param session inside a transaction, under quietSettings.
 */
export async function findTypeChanges(
  session: Session,
  fault: Failed,
  request: GatherRequest,
): Promise<TypeChangeFacts> {
  const keys = await keysOf(session, fault, request);
  const way = fault.way ?? null;
  const scope: ChangeScope = {
    request,
    fresh: null,
    keys: way === null ? null : keys,
    way,
    isTied: fault.changes.length > 1,
  };
  const columns = await attempt(session, () => findAll(session, fault, scope));
  if ('error' in columns) {
    return { columns: [], rekeyed: null, highest: [], moves: [], failed: columns.error.message };
  }
  const moves = await findMoves(session, fault, scope);
  const rekeyed = await findRekeyed(session, fault, { ...scope, keys }, columns.value);
  return {
    columns: columns.value,
    rekeyed,
    highest: await highestOf(session, fault, rekeyed ?? []),
    moves,
    failed: null,
  };
}

async function findAll(
  session: Session,
  { changes }: Failed,
  scope: ChangeScope,
): Promise<FoundColumn[]> {
  const found: FoundColumn[] = [];
  for (const change of changes) {
    const table = relationByOid(scope.request.catalog, change.oid);
    const column = table === undefined ? undefined : columnByName(table, change.column);
    if (table === undefined || column === undefined) continue;
    found.push(await findTypeChange(session, change, table, column, scope));
  }
  return found;
}

/** The keys that may be made anew, if anybody wants it; null where none are: a column that no key is among can only take values that stand somewhere. */
async function keysOf(
  session: Session,
  { changes, asksIdentity, way }: Failed,
  { catalog }: GatherRequest,
): Promise<FreshKeys | null> {
  const isKey = changes.some((one) => isKeyColumn(catalog, one.oid, one.column));
  const isMeant =
    way !== undefined || changes.filter((one) => one.asked).every((one) => mayRekey(one));
  if (changes.length === 0 || !isMeant || !(isKey || asksIdentity === true || way !== undefined)) {
    return null;
  }
  const { rows } = await session.query<{ seed: string }>('SELECT gen_random_uuid() AS seed');
  return { seed: rows[0]?.seed ?? '', sources: keySources(catalog, changes) };
}

/** The same with new keys for values that are none of the new type. */
async function findRekeyed(
  session: Session,
  fault: Failed,
  scope: ChangeScope,
  columns: readonly FoundColumn[],
): Promise<readonly FoundColumn[] | null> {
  const { keys, way } = scope;
  if (keys === null || !fault.changes.every((one) => canBeMade(one.newType))) return null;
  if (way !== null && (way.kind !== 'new' || columns.every(isWhole))) return null;
  const found = await attempt(session, () => findAll(session, fault, { ...scope, fresh: keys }));
  return 'value' in found ? found.value : null;
}

/** The highest number that a column will hold that the statement makes an identity column; null for the others. */
async function highestOf(
  session: Session,
  { changes }: Failed,
  columns: readonly FoundColumn[],
): Promise<(string | null)[]> {
  const highest: (string | null)[] = [];
  for (const [at, { mapped, weighed }] of columns.entries()) {
    const [best] = weighed;
    if (changes[at]?.identityGiven !== true || best === undefined) {
      highest.push(null);
      continue;
    }
    const work = valueFunctionSql(mapped, best.mapping);
    for (const sql of work.create) await session.query(sql);
    const { rows } = await session.query<{ highest: string | null }>(
      `SELECT pg_catalog.max(p.new)::text AS highest FROM (${pairsSql(mapped, best.mapping)}) AS p`,
    );
    for (const sql of work.drop) await session.query(sql);
    highest.push(rows[0]?.highest ?? '0');
  }
  return highest;
}
