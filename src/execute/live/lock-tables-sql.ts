import type { LockMode } from '../../plan/step.ts';
import { type QualifiedName, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';

/** Milliseconds after which it is looked whether others can go on at all while a table is waited for. */
const firstWait = 5;

/**
 * A statement that locks all of these tables. A transaction that keeps one of them and comes to wait for one that is
 * locked already would never let go: as soon as who keeps one waits for anything, all are let go of, and the next round
 * begins with the one that was not got, while none is held. Who only takes long is waited for. What limits the statement
 * limits the rounds.
 *
 * @see https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING a block that fails lets go of what was locked in it
 */
export function lockTablesSql(tables: readonly QualifiedName[], mode: LockMode): string {
  const names = tables.map((one) => quoteLiteral(quoteQualified(one))).join(', ');
  const lock = `EXECUTE 'LOCK TABLE ' || one || ' IN ${mode} MODE';`;
  const limit = (time: string) => `PERFORM pg_catalog.set_config('lock_timeout', '${time}', true);`;
  const body = `
    DECLARE
      tables text[] := ARRAY[${names}];
      one text;
    BEGIN
      LOOP
        BEGIN
          ${limit('0')}
          FOREACH one IN ARRAY tables LOOP
            BEGIN
              ${lock}
            EXCEPTION WHEN lock_not_available THEN
              IF ${keeperWaits} THEN RAISE; END IF;
              ${limit('0')}
              ${lock}
            END;
            ${limit(`${firstWait}ms`)}
          END LOOP;
          RETURN;
        EXCEPTION WHEN lock_not_available THEN
          tables := pg_catalog.array_prepend(one, pg_catalog.array_remove(tables, one));
        END;
      END LOOP;
    END`;
  return `DO ${quoteLiteral(body)}`;
}

/** Whether a session that keeps one of the tables, or a part of one, waits for a lock itself. */
const keeperWaits = `EXISTS (
  WITH RECURSIVE t(oid) AS (
    SELECT u.name::regclass::oid FROM pg_catalog.unnest(tables) AS u(name)
    UNION SELECT i.inhrelid FROM t JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid)
  SELECT FROM pg_catalog.pg_locks AS kept JOIN pg_catalog.pg_locks AS awaited ON awaited.pid = kept.pid AND NOT awaited.granted
  WHERE kept.granted AND kept.pid <> pg_catalog.pg_backend_pid() AND kept.relation IN (SELECT oid FROM t)
    AND kept.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()))`;
