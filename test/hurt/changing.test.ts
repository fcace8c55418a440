import { writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { builtCommand } from '../built-command.ts';
import { keys, noTerminal, onTerminal, type Shown, type TerminalCall } from '../cli/on-terminal.ts';
import { majors } from '../servers/start-server.ts';
import { expectUndone, type Hurting, hurting, sender } from './hurt.ts';
import { addKey, mendedRows, platform } from './platform.ts';

const question = 'Carry this out?';
const yes = keys.down + keys.enter;

/** Runs the migration where somebody sits at a terminal. */
function atTerminal(one: Hurting, steps: TerminalCall['steps']): Promise<Shown> {
  const { host, port, user, database } = one.target;
  return onTerminal([...builtCommand, 'run', '--', process.execPath, sender, one.file], {
    steps,
    env: { PGHOST: host, PGPORT: String(port), PGUSER: user, PGDATABASE: database },
  });
}

/** Until pgmend waits for a person: its connection has been idle in the transaction for a while. */
async function untilAsked(one: Hurting, idle = '600 milliseconds'): Promise<void> {
  for (let tries = 0; tries < 600; tries += 1) {
    const { rows } = await one.session.query<{ n: string }>(
      `SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
         AND state LIKE 'idle in transaction%' AND state_change < clock_timestamp() - interval '${idle}'`,
    );
    if (rows[0]?.n !== '0') return;
    await sleep(20);
  }
  throw new Error('nobody was asked');
}

/** Answers yes, but only once another connection has run `sql`; then yes again, where it asks again. */
async function changedMeanwhile(one: Hurting, sql: string, answer = yes): Promise<Shown> {
  const go = `${one.file}.go`;
  const shown = atTerminal(one, [
    [question, answer, go],
    ['What it costs', ''],
    [question, answer],
  ]);
  await untilAsked(one);
  await one.session.query(sql);
  writeFileSync(go, '');
  return shown;
}

/** Fewer than half of the values known would be a decision. */
const two = `INSERT INTO sessions ("userId", note) VALUES (md5('edsger')::uuid, 'fifth'), (md5('edsger')::uuid, 'sixth')`;

const changes: readonly (readonly [string, string, readonly (number | null)[]])[] = [
  [
    'a value that maps to nothing is written',
    `INSERT INTO sessions ("userId", note) VALUES (md5('somebody else')::uuid, 'new')`,
    [2, null, 1, null, 3, 3, null],
  ],
  [
    'the bridge says otherwise',
    `UPDATE users_backup SET id = CASE username WHEN 'ada' THEN md5('grace') ELSE md5('ada') END::uuid WHERE username IN ('ada', 'grace')`,
    [1, null, 2, null, 3, 3],
  ],
  ['a user is deleted', `DELETE FROM users WHERE username = 'ada'`, [2, null, null, null, 3, 3]],
];

describe.skipIf(noTerminal !== null)('an answer that is pending', () => {
  describe.each(majors)('on PostgreSQL %i', (major) => {
    it.each(changes)('%s: it asks again before it does that', (_, sql, refs) =>
      hurting({ major, setup: `${platform} ${two}`, migration: addKey }, async (one) => {
        const shown = await changedMeanwhile(one, sql);
        expect(shown.output.split('What it costs').length, shown.output).toBe(3);
        expect(shown.code, shown.output).toBe(0);
        expect(await one.rows(`SELECT array_agg("userId" ORDER BY id) AS r FROM sessions`)).toEqual(
          [[refs]],
        );
        const lost = refs.filter((ref) => ref === null).length - 1;
        expect(await one.rows('SELECT value FROM pgmend.kept_values')).toHaveLength(lost);
      }),
    );

    it('the bridge becomes ambiguous: that is a decision, and nothing is done', () =>
      hurting({ major, setup: platform, migration: addKey }, async (one) => {
        const shown = await changedMeanwhile(
          one,
          `INSERT INTO users_backup VALUES (md5('ada')::uuid, 'edsger')`,
        );
        expect(shown.code, shown.output).toBe(3);
        expect((await one.state()).rows['"public"."sessions"']).toEqual(
          one.before.rows['"public"."sessions"'],
        );
      }));

    it('a yes to all of it does not cover what is counted after it', () =>
      hurting(
        {
          major,
          setup: `${platform} ALTER TABLE sessions ADD "cancelledBy" uuid; UPDATE sessions SET "cancelledBy" = "userId" WHERE note <> 'fourth';`,
          migration: addKey,
        },
        async (one) => {
          const all = keys.down + keys.down + keys.enter;
          const shown = await changedMeanwhile(one, changes[1]?.[1] ?? '', all);
          expect(shown.output.split('What it costs').length, shown.output).toBe(3);
          expect(shown.code, shown.output).toBe(0);
          expect(
            await one.rows(`SELECT "userId" AS u, "cancelledBy" AS c FROM sessions ORDER BY id`),
          ).toEqual([
            [1, 1],
            [null, null],
            [2, 2],
            [null, null],
          ]);
        },
      ));

    it('for longer than the time-outs of the session', () =>
      hurting(
        {
          major,
          setup: platform,
          migration: `SET idle_in_transaction_session_timeout = '1s'${major >= 17 ? `; SET transaction_timeout = '4s'` : ''}
-- then
BEGIN
-- then
CREATE TABLE made (id integer)
-- then
${addKey}
-- then
COMMIT`,
        },
        async (one) => {
          const go = `${one.file}.go`;
          const shown = atTerminal(one, [[question, yes, go]]);
          await untilAsked(one, '5 seconds');
          writeFileSync(go, '');
          const ended = await shown;
          expect(ended.code, ended.output).toBe(0);
          for (const [sql, rows] of Object.entries(mendedRows)) {
            expect(await one.rows(sql)).toEqual(rows);
          }
          await one.session.query('DROP TABLE made');
          await expectUndone(one);
        },
      ));
  });
});

describe.each(majors)('writers at work under --yes, on PostgreSQL %i', (major) => {
  it('each value is mapped or kept', () =>
    hurting({ major, setup: platform, migration: addKey }, async (one) => {
      await one.session.query(
        `INSERT INTO sessions ("userId", note) SELECT md5((ARRAY['ada','grace','edsger','nobody'])[g % 4 + 1])::uuid, 'w' || (ARRAY['ada','grace','edsger','nobody'])[g % 4 + 1] FROM generate_series(1, 3000) AS g`,
      );
      const writer = await one.server.session(one.server.target(one.target.database));
      let on = true;
      let written = 0;
      const writing = (async () => {
        while (on) {
          const who = ['ada', 'grace', 'edsger', 'nobody'][written % 4];
          try {
            await writer.query(
              `INSERT INTO sessions ("userId", note) VALUES (md5('${who}')::uuid, 'w${who}')`,
            );
            written += 1;
          } catch {
            // The column is an integer by now.
            return;
          }
          await sleep(2);
        }
      })();
      const ended = await one.run();
      on = false;
      await writing;
      await writer.close();
      expect(written).toBeGreaterThan(0);
      if (ended.code !== 0) {
        // Somebody was faster three times: nothing is done.
        expect(ended.stdout).toContain('"code":"42804"');
        expect(
          await one.rows(`SELECT pg_typeof("userId")::text AS t FROM sessions LIMIT 1`),
        ).toEqual([['uuid']]);
        return;
      }
      expect(
        await one.rows(
          `SELECT s.id FROM sessions AS s LEFT JOIN users AS u ON u.id = s."userId" WHERE note LIKE 'w%' AND u.username IS DISTINCT FROM nullif(substr(note, 2), 'nobody')`,
        ),
      ).toEqual([]);
      expect(
        await one.rows(
          `SELECT (SELECT count(*) FROM pgmend.kept_values) = (SELECT count(*) - 1 FROM sessions WHERE "userId" IS NULL) AS all_kept`,
        ),
      ).toEqual([[true]]);
    }));
});
