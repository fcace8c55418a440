import { partIdentity } from '../../src/catalog/fingerprint/identity.ts';
import { withoutCasts } from '../../src/catalog/fingerprint/without-casts.ts';
import { attempt } from '../../src/postgres/attempt.ts';
import { inTransaction } from '../../src/postgres/in-transaction.ts';
import { quoteIdent, quoteQualified } from '../../src/postgres/quote.ts';
import type { Session } from '../../src/postgres/session.ts';
import type { RandomDatabase, RandomTable } from './random-tables.ts';
import { rowsAside, type StableRows, stableRows } from './stable-rows.ts';
import type { WholeState } from './whole-state.ts';

/**
 * Holds a mend to the promises without asking its own proof: which objects may differ and in what is said here, every
 * value that is not converted is where it was, and every converted one is what it has to be.
 */
export async function expectOnlyPlanned(
  session: Session,
  database: RandomDatabase,
  before: { readonly state: WholeState; readonly rows: StableRows },
  after: WholeState,
): Promise<void> {
  const wrong = [
    ...objects(database, before.state, after),
    ...(await values(session, database)),
    ...lostRows(
      before.rows,
      await stableRows(session, database),
      await rowsAside(session, database),
    ),
    // Only values that change their types reach a materialized view; what becomes NULL or goes is the next REFRESH's.
    ...(database.hot.some((one) => one.becomes.includes(undefined))
      ? []
      : await staleViews(session)),
  ];
  if (wrong.length > 0) throw new Error(`More than the plan changed:\n${wrong.join('\n')}`);
}

/** What follows from the type of a column. */
const typeFacts = ['type', 'collation', 'storage', 'compression', 'default'];

function objects(database: RandomDatabase, before: WholeState, after: WholeState): string[] {
  const { referencing, referenced, mismatch, hot } = database;
  const mayCome = [partIdentity('constraint', referencing, 'the "new" one')];
  const retyped = hot.flatMap(({ table, column }) => [
    partIdentity('column', table, column),
    ...partitionsOf(table).map((name) =>
      partIdentity('column', { schema: table.schema, name }, column),
    ),
  ]);
  const ofViews = Object.keys(before.objects)
    .filter((one) => /^(materialized )?view /.test(one))
    .map((one) => one.replace(/^(materialized )?view /, 'column '));
  return [...new Set([...Object.keys(before.objects), ...Object.keys(after.objects)])].flatMap(
    (identity) => {
      const [was, is] = [before.objects[identity], after.objects[identity]];
      if (was === is || mayCome.includes(identity)) return [];
      if (was === undefined || is === undefined) {
        const ofKey =
          mismatch === 'no unique key' &&
          was === undefined &&
          is !== undefined &&
          identity.includes(referenced.name.replaceAll('"', '""'));
        return ofKey && /^(constraint|index) /.test(identity)
          ? []
          : [`${identity}: ${was ?? 'was not there'} → ${is ?? 'is not there'}`];
      }
      const facts = changedFacts(was, is);
      if (retyped.includes(identity) && facts.every((one) => typeFacts.includes(one))) return [];
      const isView = ofViews.some((one) => identity.startsWith(`${one}.`));
      if (isView && facts.every((one) => one === 'type' || one === 'collation')) return [];
      const unique =
        mismatch === 'no unique key' &&
        identity ===
          partIdentity('column', referenced, database.reference.referencedColumns.at(-1) ?? '');
      if (unique && facts.every((one) => one === 'not null')) return [];
      return withoutCasts(was) === withoutCasts(is)
        ? []
        : [`${identity}:\n  was ${was}\n  is  ${is}`];
    },
  );
}

function changedFacts(was: string, is: string): string[] {
  const [old, now] = [was.split('\n'), is.split('\n')];
  return [
    ...old.filter((one) => !now.includes(one)),
    ...now.filter((one) => !old.includes(one)),
  ].map((one) => one.split(':', 1)[0] ?? '');
}

function partitionsOf({ partitioned, name }: RandomTable): string[] {
  return partitioned ? ['p0', 'p1', 'p1 all', 'rest'].map((one) => `${name} ${one}`) : [];
}

/** Converted values, row by row, against what the random database knows of them. */
async function values(session: Session, { hot, mismatch }: RandomDatabase): Promise<string[]> {
  const wrong: string[] = [];
  for (const one of hot) {
    const { rows } = await session.query<{ no: number; is: string | null }>(
      `SELECT no, ${quoteIdent(one.column)}::text AS is FROM ${quoteQualified(one.table)} ORDER BY no`,
    );
    for (const { no, is } of rows) {
      const must = one.becomes[no];
      // An orphan's key is cleared in any of its columns; that none is left is the foreign key's own affair.
      if (must === undefined && mismatch === 'orphans') continue;
      if (is !== (must ?? null))
        wrong.push(`${one.table.name}.${one.column} of row ${no} is ${is}, not ${must ?? 'NULL'}`);
    }
  }
  return wrong;
}

/** Every row is where it was, or stands aside. */
function lostRows(before: StableRows, after: StableRows, aside: StableRows): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((table) => {
    const now = [...(after[table] ?? []), ...(aside[table] ?? [])].sort();
    return JSON.stringify(before[table] ?? []) === JSON.stringify(now) ? [] : [`rows of ${table}`];
  });
}

/** A materialized view that was fresh shows what its query gives now. */
async function staleViews(session: Session): Promise<string[]> {
  const { rows: views } = await session.query<{ name: string; query: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name, rtrim(pg_get_viewdef(c.oid), ';') AS query
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND c.relispopulated`,
  );
  const wrong: string[] = [];
  for (const { name, query } of views) {
    const differences = await inTransaction(session, () =>
      attempt(session, () =>
        session.query(
          `(SELECT v::text FROM (${query}) AS v EXCEPT ALL SELECT v::text FROM ${name} AS v) UNION ALL ` +
            `(SELECT v::text FROM ${name} AS v EXCEPT ALL SELECT v::text FROM (${query}) AS v)`,
        ),
      ),
    );
    // The owner of a view among them may not read what it shows.
    if ('error' in differences) continue;
    if (differences.value.rows.length > 0) wrong.push(`rows of ${name}`);
  }
  return wrong;
}
