import { displayQualified, type QualifiedName } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import { markArgumentSql } from './capture-mark.ts';
import {
  captureTrigger,
  captureTriggersSql,
  dropCaptureSql,
  dropLookupSql,
  lookupTriggersSql,
} from './capture-sql.ts';
import type { LiveDesign, LiveLookup, LiveTable } from './live-design.ts';
import { keyNames, work } from './live-sql.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

/** What is captured, and was not for a while: somebody has disabled or dropped a trigger of ours, or gone past it. */
export type Uncaptured =
  | { readonly kind: 'table'; readonly table: LiveTable }
  | { readonly kind: 'lookup'; readonly lookup: LiveLookup };

/**
 * Where capture is not what was laid. `ALTER TABLE … DISABLE TRIGGER ALL`, as data loads and test fixtures run it, means
 * our triggers too; and ENABLE TRIGGER behind it leaves another state than ALWAYS, so that it shows afterwards as well.
 * What fires none is told by {@link captureMarkSql}.
 *
 * @param since the capture behind the cut-over
 */
export async function findUncaptured(
  session: Session,
  design: LiveDesign,
  since: boolean,
): Promise<Uncaptured[]> {
  const wanted = [
    ...(since ? [] : design.lookups).flatMap((lookup) =>
      (['rows', 'truncate'] as const).map((what) => ({
        on: lookup.table,
        name: captureTrigger(lookup.capture, what),
        rows: captureTrigger(lookup.capture, 'rows'),
        of: { kind: 'lookup', lookup } as const,
      })),
    ),
    ...design.tables.flatMap((table) => {
      const capture = since ? `${table.capture}_since` : table.capture;
      return table.members.flatMap(({ copy }) =>
        (['rows', 'truncate'] as const).map((what) => ({
          on: copy as QualifiedName,
          name: captureTrigger(capture, what),
          rows: captureTrigger(capture, 'rows'),
          of: { kind: 'table', table } as const,
        })),
      );
    }),
  ];
  const { rows } = await session.query<{ at: number }>(
    `SELECT u.at::int4 AS at FROM ROWS FROM (pg_catalog.unnest($1::text[]), pg_catalog.unnest($2::text[]), pg_catalog.unnest($3::text[]), pg_catalog.unnest($4::text[])) WITH ORDINALITY AS u(schema, name, trigger, rows, at) ` +
      `WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS g JOIN pg_catalog.pg_class AS c ON c.oid = g.tgrelid JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace ` +
      `WHERE n.nspname = u.schema AND c.relname = u.name AND g.tgname = u.trigger AND g.tgenabled = 'A' ` +
      `AND (u.trigger = u.rows OR g.tgargs = ${markArgumentSql('c.oid', 'u.rows')}))`,
    [
      wanted.map((one) => one.on.schema),
      wanted.map((one) => one.on.name),
      wanted.map((one) => one.name),
      wanted.map((one) => one.rows),
    ],
  );
  const found = rows.flatMap(({ at }) => wanted[at - 1]?.of ?? []);
  return [...new Map(found.map((one) => [uncapturedName(one), one])).values()];
}

/** The table, as people name it. */
export function uncapturedName(one: Uncaptured): string {
  return displayQualified(one.kind === 'table' ? one.table.table : one.lookup.table);
}

/**
 * Lays the triggers again, and writes into the log that everything is to be read anew, as behind a TRUNCATE: both in
 * one transaction, behind every write that was not captured.
 *
 * @param session outside any transaction.
 */
export async function captureAgain(
  session: Session,
  design: LiveDesign,
  one: Uncaptured,
  since: boolean,
  lock: BriefLock,
): Promise<void> {
  const tables =
    one.kind === 'lookup'
      ? [one.lookup.table]
      : one.table.members.map(({ copy }) => ({ schema: copy.schema, name: copy.name }));
  const statements =
    one.kind === 'lookup'
      ? [
          ...dropLookupSql(one.lookup),
          ...lookupTriggersSql(design, one.lookup),
          `INSERT INTO ${work(design, one.lookup.changed)} VALUES (NULL, NULL)`,
        ]
      : [
          ...dropCaptureSql(one.table, tables, since),
          ...captureTriggersSql(design, one.table, since),
          `INSERT INTO ${work(design, since ? one.table.since : one.table.log)} VALUES (${keyNames(
            one.table,
          )
            .map(() => 'NULL')
            .join(', ')})`,
        ];
  await withBriefLock(session, tables, 'ACCESS EXCLUSIVE', lock, async () => {
    for (const sql of statements) await session.query(sql);
  });
}

/**
 * Lays again what capture somebody has taken away.
 *
 * @param tell told each table.
 */
export async function mendCapture(
  session: Session,
  design: LiveDesign,
  since: boolean,
  lock: BriefLock,
  tell: (table: string) => void,
): Promise<void> {
  for (const one of await findUncaptured(session, design, since)) {
    await captureAgain(session, design, one, since, lock);
    tell(uncapturedName(one));
  }
}
