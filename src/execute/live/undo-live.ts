import type { Catalog } from '../../catalog/catalog.ts';
import { readTableCopies } from '../../catalog/copy/read-table-copies.ts';
import { readTableDependents } from '../../catalog/copy/read-table-dependents.ts';
import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import { columnByName, findRelation, relationByOid } from '../../catalog/lookup.ts';
import { readCatalog } from '../../catalog/read-catalog.ts';
import { readFingerprint } from '../../catalog/read-fingerprint.ts';
import { readSearchPath } from '../../catalog/read-search-path.ts';
import { asTheyWere } from '../../plan/as-they-were.ts';
import { brokenForeignKeys } from '../../plan/broken-foreign-keys.ts';
import type { Plan, Unmatched } from '../../plan/plan.ts';
import type { PlannedChange } from '../../plan/step.ts';
import type { OwnSession } from '../../postgres/connect.ts';
import { inTransaction } from '../../postgres/in-transaction.ts';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import type { Session } from '../../postgres/session.ts';
import type { Proof, TableProof } from '../../verify/proof.ts';
import { proveRepair } from '../../verify/prove-repair.ts';
import { ProofFailed, type RunInfo } from '../apply-plan.ts';
import { applyBack, proveBack } from './apply-back.ts';
import { createBackSql, lostName } from './back-sql.ts';
import { dropCaptureSql } from './capture-sql.ts';
import { lockedTables, withoutCapture } from './cut-over.ts';
import { foreignKeysOf, isCapture, neighboursOf } from './design-live.ts';
import { conversionOf, fillBack } from './fill-back.ts';
import type { LiveDesign } from './live-design.ts';
import { claimLive, type LiveRun, writeLive } from './live-journal.ts';
import { type LiveOptions, turnLimit } from './live-options.ts';
import { inSnapshot, openQuietly } from './live-session.ts';
import { work } from './live-sql.ts';
import { removeCapture, removeWork } from './remove-work.ts';
import { atWork } from './run-live.ts';
import { dropForeignKeySql, layForeignKeySql, swapBackSql } from './swap-sql.ts';
import { validateKeys } from './validate-keys.ts';
import { type BriefLock, withBriefLock } from './with-brief-lock.ts';

/** What an undo of a live execution has come to. */
export type LiveUndone =
  /** Before the cut-over: there was nothing to bring back. */
  | { readonly kind: 'removed' }
  | {
      readonly kind: 'taken-back';
      readonly repair: number;
      readonly proof: Proof;
      readonly kept: number;
      readonly held: number;
    };

/**
 * Takes a live execution back: before the cut-over everything of it goes; behind it the tables that stood aside get
 * what was written since, in the types of before, and their names again, in one short transaction.
 *
 * @throws PgmendError `live-at-work`, `changed-since`, `undo-undecided`, `proof-failed`.
 */
export async function undoLive(
  live: LiveRun,
  run: RunInfo,
  options: LiveOptions,
): Promise<LiveUndone> {
  const session = await openQuietly(options.open);
  try {
    if (!(await claimLive(session, live.id))) throw atWork(live);
    const lock: BriefLock = {
      attempt: options.lockAttempt,
      patience: options.lockPatience,
      onRetry: (attempts, pause) => options.onEvent?.({ kind: 'retry', attempts, pause }),
    };
    if (live.phase !== 'validating' && live.phase !== 'done') {
      await removeCapture(session, live.design, lock);
      await inTransaction(session, async () => {
        await removeWork(session, live.design);
        await writeLive(session, options.journalSchema, live.id, { phase: 'undone' });
      });
      return { kind: 'removed' };
    }
    return await takeBack(session, live, run, options, lock);
  } finally {
    await session.close();
  }
}

async function takeBack(
  session: OwnSession,
  live: LiveRun,
  run: RunInfo,
  options: LiveOptions,
  lock: BriefLock,
): Promise<LiveUndone> {
  const { plan } = live;
  const { journalSchema } = options;
  const { design, changes } = await designOfToday(session, live);
  await inTransaction(session, async () => {
    for (const sql of createBackSql(design)) await session.query(sql);
    await fillBack(session, design, plan);
  });
  const keepUp = async () => {
    for (let most = 1; most > 0; ) {
      most = 0;
      for (const table of design.tables) {
        const taken = await inSnapshot(session, async () => {
          await session.query('SET LOCAL enable_seqscan = off');
          return applyBack(session, design, plan, table, turnLimit);
        });
        most = Math.max(most, taken > 200 ? taken : 0);
      }
    }
  };
  await keepUp();
  await decideLost(session, design, plan, options.unmatched);
  const tables = await inSnapshot(session, () => proveBack(session, design));
  refuseUnproved(tables);
  let before = withoutCapture(await readFingerprint(session, { journalSchema }));
  let held = 0;
  const prepare = async () => {
    await keepUp();
    before = withoutCapture(await readFingerprint(session, { journalSchema }));
  };
  const undone = await withBriefLock(
    session,
    lockedTables(design),
    'ACCESS EXCLUSIVE',
    { ...lock, prepare },
    async () => {
      const started = performance.now();
      for (let moved = 1; moved > 0; ) {
        moved = 0;
        for (const table of design.tables)
          moved += await applyBack(session, design, plan, table, turnLimit);
      }
      await decideLost(session, design, plan, options.unmatched);
      const { rows } = await session.query<{ id: string }>(
        `WITH r AS (INSERT INTO ${quoteIdent(journalSchema)}.runs (id, command, version) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING) ` +
          `INSERT INTO ${quoteIdent(journalSchema)}.repairs (run, kind, state, plan) VALUES ($1, 'undo', 'applied', $4::jsonb) RETURNING id`,
        [
          run.id,
          run.command,
          run.version,
          JSON.stringify({ ...plan, purpose: 'undo', conversions: [], steps: [], faults: [] }),
        ],
      );
      const repair = Number(rows[0]?.id);
      const kept = await keepLost(session, design, repair);
      for (const sql of swapAllBackSql(design)) await session.query(sql);
      const after = withoutCapture(await readFingerprint(session, { journalSchema }));
      const proof = { ...proveRepair(before, after, changes, [], [], []), tables };
      if (!proof.passed) throw new ProofFailed(proof);
      await session.query(
        `UPDATE ${quoteIdent(journalSchema)}.repairs SET proof = $2::jsonb WHERE id = $1`,
        [repair, JSON.stringify(proof)],
      );
      await session.query(
        `UPDATE ${quoteIdent(journalSchema)}.repairs SET state = 'undone' WHERE id = $1`,
        [live.repair],
      );
      await session.query(
        `UPDATE ${quoteIdent(journalSchema)}.kept_values SET restored = pg_catalog.now() WHERE repair = $1`,
        [live.repair],
      );
      await session.query(
        `UPDATE ${quoteIdent(journalSchema)}.kept_rows SET restored = pg_catalog.now() WHERE repair = $1`,
        [live.repair],
      );
      await writeLive(session, journalSchema, live.id, { phase: 'undone', design });
      held = performance.now() - started;
      return { repair, proof, kept };
    },
  );
  await validateKeys(
    session,
    { ...live, design, repair: undone.repair, before: null },
    lock,
    undone.proof,
  );
  await inTransaction(session, () => removeWork(session, design));
  for (const table of design.tables)
    await session.query(
      `ANALYZE ${quoteIdent(table.table.schema)}.${quoteIdent(table.table.name)}`,
    );
  return { kind: 'taken-back', ...undone, held };
}

/** The statements that put the tables of before in their place again. */
function swapAllBackSql(design: LiveDesign): string[] {
  return [
    ...design.foreignKeys.map((one) => dropForeignKeySql(one)),
    ...(design.dropped ?? []).map((one) => dropForeignKeySql(one)),
    ...design.dependents.flatMap((one) => one.drop),
    ...design.tables.flatMap((table) =>
      dropCaptureSql(
        table,
        table.members.map(({ copy }) => copy),
        true,
      ),
    ),
    ...swapBackSql(design),
    ...[...design.dependents].reverse().flatMap((one) => one.restore),
    ...[...design.foreignKeys].reverse().flatMap(layForeignKeySql),
  ];
}

/** What stands on the tables today: it may be more than what the mend has laid. */
async function designOfToday(
  session: Session,
  { design, plan }: LiveRun,
): Promise<{ readonly design: LiveDesign; readonly changes: readonly PlannedChange[] }> {
  return inTransaction(session, async () => {
    const searchPath = await readSearchPath(session);
    const catalog = await readCatalog(session, { searchPath, journalSchema: design.journalSchema });
    const oids = design.tables.flatMap((table) => findRelation(catalog, table.table)?.oid ?? []);
    const copies = await readTableCopies(session, oids);
    refuseChanged(catalog, design, copies);
    const relations = copies.flatMap((one) => relationByOid(catalog, one.oid) ?? []);
    const reversed = plan.conversions.map((one) => ({
      ...one,
      mapped: {
        ...one.mapped,
        type: one.mapped.newType,
        typeOid: one.mapped.newTypeOid,
        newType: one.mapped.type,
        newTypeOid: one.mapped.typeOid,
      },
    }));
    const retyped = reversed.flatMap(({ mapped }) => {
      const table = findRelation(catalog, mapped.table);
      const column = table === undefined ? undefined : columnByName(table, mapped.column);
      return table === undefined || column === undefined
        ? []
        : [{ table: table.oid, column: column.number, newType: mapped.newTypeOid }];
    });
    const today = (await readTableDependents(session, catalog, relations, retyped)).filter(
      (one) => one.handling === 'lifted' && !(one.kind === 'trigger' && isCapture(one.object.name)),
    );
    const broken = new Set(brokenForeignKeys(catalog, reversed).map((one) => one.oid));
    const keys = foreignKeysOf(catalog, today);
    const isBroken = (key: (typeof keys)[number]) =>
      catalog.constraints.some(
        (one) =>
          broken.has(one.oid) &&
          one.name === key.name &&
          relationByOid(catalog, one.table)?.name === key.table.name,
      );
    const staying = keys.filter((one) => !isBroken(one));
    const dropped = keys.filter(isBroken);
    const others = asTheyWere(
      today.filter((one) => one.kind !== 'foreign key'),
      design.dependents,
    );
    return {
      design: {
        ...design,
        dependents: others,
        foreignKeys: staying,
        dropped,
        neighbours: neighboursOf(design.tables, today, []),
      },
      changes: [
        ...design.changes,
        ...staying.flatMap((key): PlannedChange[] => [
          {
            identity: partIdentity('constraint', key.table, key.name),
            facts: key.leaves === null ? ['definition'] : null,
          },
          ...(key.leaves ?? []).map((leaf) => ({
            identity: partIdentity('constraint', leaf, key.name),
            facts: null,
          })),
        ]),
        ...dropped.map((key) => ({
          identity: partIdentity('constraint', key.table, key.name),
          facts: null,
        })),
      ],
    };
  });
}

/** @throws PgmendError `changed-since` when a table is not what the cut-over made of it. */
function refuseChanged(
  catalog: Catalog,
  design: LiveDesign,
  copies: Awaited<ReturnType<typeof readTableCopies>>,
): void {
  for (const table of design.tables) {
    const relation = findRelation(catalog, table.table);
    const name = displayQualified(table.table);
    if (relation === undefined) throw changedSince(`${name} is not there any more`);
    const columns = relation.columns.filter((one) => one.generated === null);
    const other = table.columns.find(
      ({ name: own, newType }, at) =>
        columns[at]?.name !== own || columns[at]?.type.sql !== newType,
    );
    if (other !== undefined || columns.length !== table.columns.length) {
      throw changedSince(
        `the columns of ${name} are others now${other === undefined ? '' : ` (${displayIdent(other.name)})`}`,
      );
    }
    for (const member of table.members) {
      const copy = copies.find(
        (one) => one.schema === member.copy.schema && one.name === member.copy.name,
      );
      const indexes = copy?.indexes.map((one) => one.name).sort() ?? [];
      const had = member.copy.indexes.map((one) => one.name).sort();
      if (indexes.join('\0') !== had.join('\0')) {
        throw changedSince(
          `the indexes or partitions of ${displayQualified(member.copy)} are others now`,
        );
      }
    }
  }
}

function changedSince(what: string): PgmendError {
  return new PgmendError(
    'changed-since',
    `What the cut-over left has been altered since: ${what}.`,
    'Undo cannot reach behind that change; take it back by hand first. The old tables are kept until: pgmend finish',
    1,
  );
}

function refuseUnproved(tables: readonly TableProof[]): void {
  const failed = tables.find(
    (one) => one.rowsBefore !== one.rowsAfter || one.expectedChecksum !== one.foundChecksum,
  );
  if (failed === undefined) return;
  throw new PgmendError(
    'proof-failed',
    `The proof failed: the old table of ${displayQualified(failed.table)} does not hold the rows that it had to hold.`,
    'Nothing was changed. Please report it.',
    1,
  );
}

/** @throws PgmendError `undo-undecided` for rows that the types of before have no place for. */
async function decideLost(
  session: Session,
  design: LiveDesign,
  plan: Plan,
  unmatched: Unmatched | null,
): Promise<void> {
  for (const table of design.tables) {
    const lost = work(design, lostName(table));
    for (const value of table.values) {
      const { rows } = await session.query<{ n: string }>(
        `SELECT count(*) AS n FROM ${lost} WHERE fate = 'ask' AND conversion = ${value.conversion}`,
      );
      const count = Number(rows[0]?.n ?? 0);
      if (count === 0) continue;
      if (unmatched === 'set-aside' || unmatched === 'discard') {
        await session.query(
          `UPDATE ${lost} SET fate = ${quoteLiteral(unmatched)} WHERE fate = 'ask' AND conversion = ${value.conversion}`,
        );
        continue;
      }
      const { mapped } = conversionOf(plan, value);
      throw new PgmendError(
        'undo-undecided',
        `${count} ${count === 1 ? 'row' : 'rows'} of ${displayQualified(mapped.table)} came since, whose ${displayIdent(mapped.column)} has no value of type ${mapped.type}, and the column is NOT NULL.`,
        'Decide with one of: --unmatched set-aside (moves those rows to kept_rows) · --unmatched discard (deletes them)',
        3,
      );
    }
  }
}

/** Values and rows that the types of before have no place for are kept. @returns how many */
async function keepLost(session: Session, design: LiveDesign, repair: number): Promise<number> {
  const journal = quoteIdent(design.journalSchema);
  let kept = 0;
  for (const table of design.tables) {
    const lost = work(design, lostName(table));
    const [schema, name] = [quoteLiteral(table.table.schema), quoteLiteral(table.table.name)];
    for (const value of table.values) {
      const values = await session.query(
        `INSERT INTO ${journal}.kept_values (repair, conversion, table_schema, table_name, column_name, row_key, value, new_value, reason) ` +
          `SELECT ${repair}, conversion, ${schema}, ${name}, ${quoteLiteral(value.column)}, row_key, value, NULL, 'not in the old type' FROM ${lost} WHERE fate = 'keep' AND conversion = ${value.conversion}`,
      );
      kept += values.rowCount ?? 0;
    }
    const whole = await session.query(
      `INSERT INTO ${journal}.kept_rows (repair, conversion, table_schema, table_name, content, record) ` +
        `SELECT DISTINCT ON (record) ${repair}, conversion, ${schema}, ${name}, content, record FROM ${lost} WHERE fate = 'set-aside' ORDER BY record, conversion`,
    );
    kept += whole.rowCount ?? 0;
  }
  return kept;
}
