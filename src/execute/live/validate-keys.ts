import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import {
  displayIdent,
  displayQualified,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import { ServerError } from '../../postgres/server-error.ts';
import type { Session } from '../../postgres/session.ts';
import type { Proof } from '../../verify/proof.ts';
import { proveRepair } from '../../verify/prove-repair.ts';
import { writeProof } from '../journal.ts';
import type { LiveDesign, LiveForeignKey } from './live-design.ts';
import type { LiveRun } from './live-journal.ts';
import { toldApart, withoutCapture } from './refuse-changed.ts';
import { joinForeignKeySql } from './swap-sql.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

/**
 * Checks the foreign keys over the rows that are there, while everybody reads and writes, and proves that the schema
 * differs from the one of before by what the plan says.
 *
 * @param session outside any transaction.
 */
export async function validateAndProve(
  session: Session,
  { design, repair, before, plan, progress }: LiveRun,
  lock: BriefLock,
): Promise<Proof> {
  await validateKeys(session, design, lock);
  const after = withoutCapture(
    await readFingerprint(session, { journalSchema: design.journalSchema }),
  );
  const proof = toldApart(
    {
      ...proveRepair(before ?? after, after, design.changes, [], [], []),
      tables: progress.proved ?? [],
    },
    design,
  );
  await writeProof(session, plan.journalSchema, repair ?? 0, proof);
  return proof;
}

/**
 * Checks the foreign keys alone, of those that were valid.
 *
 * @param session outside any transaction.
 * @param next what to do where rows break one.
 * @throws PgmendError `not-valid`
 */
export async function validateKeys(
  session: Session,
  design: LiveDesign,
  lock: BriefLock,
  next = 'Put those rows right and run: pgmend resume. Or take everything back: pgmend undo',
): Promise<void> {
  for (const key of design.foreignKeys) {
    if (key.validated) await validateKey(session, key, lock, next);
  }
}

async function validateKey(
  session: Session,
  key: LiveForeignKey,
  lock: BriefLock,
  next: string,
): Promise<void> {
  for (const table of key.leaves ?? [key.table]) {
    if (!(await isWaiting(session, table, key.name))) continue;
    await session
      .query(`ALTER TABLE ${quoteQualified(table)} VALIDATE CONSTRAINT ${quoteIdent(key.name)}`)
      .catch((error: unknown) => {
        if (error instanceof ServerError && error.sqlstate === '23503')
          throw notValid(key, error, next);
        throw error;
      });
  }
  const join = joinForeignKeySql(key);
  if (join.length === 0 || (await isThere(session, key.table, key.name))) return;
  await withBriefLock(session, [], 'SHARE ROW EXCLUSIVE', lock, async () => {
    for (const sql of join) await session.query(sql);
  });
}

const constraintSql =
  `FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ` +
  `WHERE n.nspname = $1 AND c.relname = $2 AND k.conname = $3`;

async function isWaiting(session: Session, table: LiveForeignKey['table'], name: string) {
  const { rows } = await session.query<{ waits: boolean }>(
    `SELECT EXISTS (SELECT ${constraintSql} AND NOT k.convalidated) AS waits`,
    [table.schema, table.name, name],
  );
  return rows[0]?.waits === true;
}

async function isThere(session: Session, table: LiveForeignKey['table'], name: string) {
  const { rows } = await session.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT ${constraintSql}) AS there`,
    [table.schema, table.name, name],
  );
  return rows[0]?.there === true;
}

function notValid(key: LiveForeignKey, cause: ServerError, next: string): PgmendError {
  return new PgmendError(
    'not-valid',
    `${displayIdent(key.name)} on ${displayQualified(key.table)} is laid, and checks what is written from now on; rows of before break it: ${cause.fields.detail ?? cause.message}`,
    next,
    1,
    { cause },
  );
}
