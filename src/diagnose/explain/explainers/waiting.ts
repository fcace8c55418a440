import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';

const holders =
  "SELECT pid, usename, application_name, state, xact_start, pg_blocking_pids(pid) AS waits_for, left(query, 80) AS query FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND (state <> 'idle' OR cardinality(pg_blocking_pids(pid)) > 0);";

/** A statement that did not get a lock in time, or never could. */
export const waiting: Explainer = {
  messages: ['lock-timeout', 'lock-not-available', 'statement-timeout', 'deadlock'],
  sqlstates: ['55P03', '40P01', '57014'],
  explain(error) {
    const isDeadlock = error.message === 'deadlock' || error.sqlstate === '40P01';
    const isTimeout = error.message === 'statement-timeout' || error.sqlstate === '57014';
    const table = error.values[0] ?? error.statement?.table;
    const shown = table === undefined || table === null ? '' : ` on ${nameOr(table, '')}`;
    return explanationOf(error, {
      kind: null,
      headline: isDeadlock
        ? 'Two transactions waited for each other, and PostgreSQL ended this one.'
        : isTimeout
          ? 'The statement took longer than statement_timeout allows, and was ended.'
          : `The statement did not get its lock${shown} in time.`,
      why: isDeadlock
        ? 'ADD FOREIGN KEY locks both tables, the referencing and the referenced one; another session had locked them in another order. Nothing of the transaction stayed.'
        : `Laying a foreign key takes SHARE ROW EXCLUSIVE on both tables, ALTER COLUMN … TYPE takes ACCESS EXCLUSIVE: another session holds a lock that does not go with it, mostly an open transaction that is idle. Often it is another connection of the same migration: a call that was not given the migration’s transaction works on a connection of its own, and the migration waits for itself.${isTimeout ? ' It may also have worked all that time: a large table takes long to check or to rewrite.' : ''}`,
      waysOut: [
        underPgmend(
          'it says after a second who holds the lock, since when and with which statement, also where it is another connection of the same command; --lock-timeout ends the wait.',
        ),
        byHand('Or see who holds it, while it waits.', holders),
        byHand(
          isDeadlock
            ? 'Run the migration again, when less is going on; lock the tables first, in one order.'
            : 'Let the other transaction end (who may, can end it), and give every call of the migration its transaction.',
          isDeadlock
            ? 'LOCK TABLE THE_REFERENCED_TABLE, THE_TABLE IN SHARE ROW EXCLUSIVE MODE;'
            : 'SELECT pg_terminate_backend(PID);',
        ),
        byHand(
          'On a large table lay the key without looking at the rows, and validate it after: that lets others write.',
          'ALTER TABLE THE_TABLE ADD CONSTRAINT NAME FOREIGN KEY (THE_COLUMN) REFERENCES THE_REFERENCED_TABLE (id) NOT VALID;',
          'ALTER TABLE THE_TABLE VALIDATE CONSTRAINT NAME;',
        ),
      ],
    });
  },
};
