import type { Catalog } from '../catalog/catalog.ts';
import { readOutline } from '../catalog/read-catalog.ts';
import { look } from '../execute/look.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import type { Session } from '../postgres/session.ts';
import type { Guarding } from '../relay/held-statement.ts';
import type { Replay } from '../tools/tool.ts';

export interface FollowOptions {
  readonly replay: Replay;
  readonly journalSchema: string;
  /** After how many migrations the catalog is wanted; null for none. */
  readonly snapshotAfter: number | null;
}

/** A statement that went through the relay. */
export interface SentStatement {
  readonly sql: string;
  /** How many migrations the tool had recorded before it. */
  readonly recorded: number;
}

/** What a replay is doing, told by the tool's records of it. */
export interface Followed {
  /** Before each string of statements that the command sends. */
  guard(sql: string): Guarding | null;
  /** Oldest first. */
  sent(): readonly SentStatement[];
  /** Migrations that were recorded, also where a rollback has taken the records back. */
  recorded(): number;
  /** The catalog when {@link FollowOptions.snapshotAfter} was reached; null when it was not. */
  snapshot(): Catalog | null;
}

/** Keeps what the command sends, and reads the catalog when the tool is about to record the migration after which it is wanted. */
export function followMigrations({
  replay,
  journalSchema,
  snapshotAfter,
}: FollowOptions): Followed {
  let count = 0;
  let snapshot: Catalog | null = null;
  const sent: SentStatement[] = [];
  const isRecord = (sql: string) => /^\s*insert\b/i.test(sql) && replay.records(sql);
  const take = (session: Session) =>
    look(
      session,
      journalSchema,
      async (catalog) => {
        snapshot = catalog;
      },
      { read: readOutline },
    );
  const guarding: Guarding = async (session, joined) => {
    if (joined) await take(session);
    else await inTransaction(session, () => take(session));
    return { kind: 'pass' };
  };
  const answered: Guarding = async () => ({ kind: 'answer', tag: 'CREATE DATABASE' });
  return {
    sent: () => sent,
    recorded: () => count,
    snapshot: () => snapshot,
    guard(sql) {
      // The scratch database is the one that a tool would make, under another name.
      if (/^\s*create database\b/i.test(sql) && replay.isOwn?.(sql) === true) return answered;
      if (!isRecord(sql)) {
        sent.push({ sql, recorded: count });
        return null;
      }
      count += 1;
      return count === snapshotAfter ? guarding : null;
    },
  };
}
