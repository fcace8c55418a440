import type { Fingerprint } from '../catalog/fingerprint.ts';
import { readFingerprint } from '../catalog/read-fingerprint.ts';
import { connect } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Session } from '../postgres/session.ts';
import type { Target } from '../postgres/target.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';

/** The columns of `sessions` that hold members. */
export const memberColumns = ['userId', 'cancelledBy'] as const;
export type MemberColumn = (typeof memberColumns)[number];

export interface Booking extends Readonly<Record<MemberColumn, string | null>> {
  readonly id: number;
  /** Every other column, as JSON with sorted keys. */
  readonly rest: string;
}

export interface KeptValue {
  readonly column: string;
  readonly booking: number;
  readonly value: string;
}

/** What the demonstration looks at, read by SQL of its own. */
export interface DemoState {
  readonly fingerprint: Fingerprint;
  readonly bookings: readonly Booking[];
  /** uuid of a member → the integer id, by the username that users_backup and users share. */
  readonly members: ReadonlyMap<string, string>;
  readonly ledger: readonly string[];
  /** Names of the foreign keys of `sessions`. */
  readonly foreignKeys: readonly string[];
  readonly kept: readonly KeptValue[];
  /** Whether each repair's proof passed, oldest first. */
  readonly proofs: readonly boolean[];
}

export async function readDemoState(target: Target): Promise<DemoState> {
  const session = await connect(target);
  try {
    return await inTransaction(session, () =>
      withSettings(session, quietSettings, () => read(session)),
    );
  } finally {
    await session.close();
  }
}

async function read(session: Session): Promise<DemoState> {
  const all = async <R>(sql: string): Promise<R[]> => (await session.query<R>(sql)).rows;
  const members = await all<{ old: string; new: string }>(
    'SELECT b.id::text AS old, u.id::text AS new FROM public.users_backup b JOIN public.users u USING (username)',
  );
  const ledger = await all<{ name: string }>(
    'SELECT name::text AS name FROM public."SequelizeMeta" ORDER BY name',
  );
  const foreignKeys = await all<{ name: string }>(
    `SELECT conname::text AS name FROM pg_constraint WHERE conrelid = 'public.sessions'::regclass AND contype = 'f' ORDER BY 1`,
  );
  const bookings = await all<Booking>(
    `SELECT id, "userId"::text AS "userId", "cancelledBy"::text AS "cancelledBy", (to_jsonb(s) - 'userId' - 'cancelledBy')::text AS rest FROM public.sessions s ORDER BY id`,
  );
  const [journal] = await all<{ there: boolean }>(
    `SELECT to_regclass('pgmend.repairs') IS NOT NULL AS there`,
  );
  const proofs = journal?.there
    ? await all<{ passed: boolean }>(
        `SELECT coalesce((proof->>'passed')::boolean, false) AS passed FROM pgmend.repairs ORDER BY id`,
      )
    : [];
  const kept = journal?.there
    ? await all<KeptValue>(
        `SELECT column_name::text AS column, (row_key->>'id')::int AS booking, value FROM pgmend.kept_values WHERE table_name = 'sessions' AND reason = 'unmatched' AND restored IS NULL ORDER BY 1, 2`,
      )
    : [];
  return {
    fingerprint: await readFingerprint(session),
    bookings,
    members: new Map(members.map((row) => [row.old, row.new])),
    ledger: ledger.map((row) => row.name),
    foreignKeys: foreignKeys.map((row) => row.name),
    kept,
    proofs: proofs.map((row) => row.passed),
  };
}
