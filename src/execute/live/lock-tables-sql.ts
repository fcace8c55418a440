import type { LockMode } from '../../plan/step.ts';
import { type QualifiedName, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';

/**
 * Milliseconds after which it is looked whether who keeps a table waits for us. Once: who queues behind a request is let
 * in whenever it is made anew.
 */
const look = 10;

/**
 * A statement that locks all of these tables. A transaction that keeps one of them and comes to wait for one that is
 * locked already would never let go: once that is seen, all are let go of, and the next round begins with the one that
 * was not got, while none is held. Who only takes long is waited for.
 *
 * A time limit that fires together with another one is lost, so that the statement looks at the clock itself.
 *
 * @param limit milliseconds for all rounds together; the statement ends with lock_not_available then.
 * @see https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING a block that fails lets go of what was locked in it
 */
export function lockTablesSql(
  tables: readonly QualifiedName[],
  mode: LockMode,
  limit: number,
): string {
  const names = tables.map((one) => quoteLiteral(quoteQualified(one))).join(', ');
  const body = `
    DECLARE
      tables text[] := ARRAY[${names}];
      one text;
      ends timestamptz := pg_catalog.clock_timestamp() + interval '${limit} milliseconds';
      pause integer;
    BEGIN
      LOOP
        BEGIN
          FOREACH one IN ARRAY tables LOOP
            pause := CASE WHEN one = tables[1] THEN ${limit} ELSE ${look} END;
            LOOP
              PERFORM pg_catalog.set_config('lock_timeout', greatest(least(pause, 1000 * extract(epoch FROM ends - pg_catalog.clock_timestamp())), 1)::integer::text, true);
              BEGIN
                EXECUTE 'LOCK TABLE ' || one || ' IN ${mode} MODE';
                EXIT;
              EXCEPTION WHEN lock_not_available THEN
                IF pg_catalog.clock_timestamp() >= ends OR ${keeperWaits} THEN RAISE; END IF;
              END;
              pause := ${limit};
            END LOOP;
          END LOOP;
          RETURN;
        EXCEPTION WHEN lock_not_available THEN
          IF pg_catalog.clock_timestamp() >= ends THEN RAISE; END IF;
          tables := pg_catalog.array_prepend(one, pg_catalog.array_remove(tables, one));
        END;
      END LOOP;
    END`;
  return `DO ${quoteLiteral(body)}`;
}

/** Whether a session that keeps one of the tables, or a part of one, waits for one that is locked by this session. */
const keeperWaits = `EXISTS (
                  WITH RECURSIVE t(oid) AS (
                    SELECT u.name::regclass::oid FROM pg_catalog.unnest(tables) AS u(name)
                    UNION SELECT i.inhrelid FROM t JOIN pg_catalog.pg_inherits AS i ON i.inhparent = t.oid),
                  l AS MATERIALIZED (
                    SELECT * FROM pg_catalog.pg_locks AS p WHERE p.relation IN (SELECT oid FROM t)
                      AND p.database = (SELECT d.oid FROM pg_catalog.pg_database AS d WHERE d.datname = pg_catalog.current_database()))
                  SELECT FROM l AS kept JOIN l AS awaited ON awaited.pid = kept.pid AND NOT awaited.granted
                  JOIN l AS own ON own.relation = awaited.relation AND own.granted AND own.pid = pg_catalog.pg_backend_pid()
                  WHERE kept.granted)`;
