import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { executeDirect } from '../../src/execute/execute-direct.ts';
import { inspectDatabase } from '../../src/execute/inspect-database.ts';
import { undoRun } from '../../src/execute/undo-run.ts';
import type { Unmatched } from '../../src/plan/plan.ts';
import { loadParser } from '../../src/statement/parse-statements.ts';
import { within } from '../cases/state.ts';
import { mendHeld } from '../property/mend-held.ts';
import { wholeState } from '../property/whole-state.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
} from '../servers/start-server.ts';

const users = `
  CREATE TABLE users (id serial PRIMARY KEY, legacy uuid UNIQUE);
  INSERT INTO users (legacy) SELECT md5('u' || g)::uuid FROM generate_series(1, 4) g;
  CREATE TABLE posts (id serial PRIMARY KEY, user_id uuid, title text);
  INSERT INTO posts (user_id, title) SELECT md5('u' || g)::uuid, 'post ' || g FROM generate_series(1, 4) g;
  CREATE VIEW titles AS SELECT user_id, title FROM posts;
  INSERT INTO posts (user_id, title) VALUES (md5('nobody')::uuid, 'lost');
  CREATE TABLE likes (post_id integer REFERENCES posts);`;
const numbers = `
  CREATE TABLE users (id integer PRIMARY KEY);
  INSERT INTO users VALUES (1), (2);
  CREATE TABLE posts (id integer PRIMARY KEY, user_id integer, title text);
  INSERT INTO posts VALUES (1, 1, 'a'), (2, 7, 'b'), (3, NULL, 'c');`;
const declare =
  'ALTER TABLE posts ADD CONSTRAINT posts_user FOREIGN KEY (user_id) REFERENCES users (id)';

interface UndoCase {
  readonly name: string;
  readonly setup: string;
  /** null: what `pgmend fix` does. */
  readonly statement: string | null;
  readonly unmatched?: Unmatched;
  /** Rows that the application writes between mend and undo. */
  readonly later: string;
  /** Those rows after undo, by a query. */
  readonly laterRows: readonly [sql: string, rows: readonly (readonly unknown[])[]];
  /** The values were discarded by name: the schema alone comes back. */
  readonly discarded?: true;
  readonly steps: readonly string[];
}

const cases: readonly UndoCase[] = [
  {
    name: 'converted values, some kept; a later one with an old value and one without',
    setup: users,
    statement: declare,
    later: `INSERT INTO users (id) VALUES (50); INSERT INTO posts (id, user_id, title) VALUES (91, 2, 'known'), (92, 50, 'unknown'), (93, NULL, 'none')`,
    laterRows: [
      `SELECT p.id, p.user_id = md5('u2')::uuid AS known, (SELECT k.value || ' ' || k.reason FROM pgmend.kept_values k WHERE k.row_key @> jsonb_build_object('id', p.id)) AS kept FROM posts p WHERE id > 90 ORDER BY 1`,
      [
        [91, true, null],
        [92, null, '50 not in the old type'],
        [93, null, null],
      ],
    ],
    steps: [
      'lock-tables',
      'materialise-mapping',
      'check-evidence',
      'keep-values',
      'remember-values',
      'lift-dependents',
      'retype-columns',
      'lay-dependents',
      'drop-mapping',
      'analyze-table',
      'drop-foreign-keys',
      'materialise-reversal',
    ],
  },
  {
    name: 'rows whose value matched nothing, set aside',
    setup: users,
    statement: declare,
    unmatched: 'set-aside',
    later: `INSERT INTO posts (id, user_id) VALUES (91, 3)`,
    laterRows: [`SELECT id, user_id = md5('u3')::uuid FROM posts WHERE id > 90`, [[91, true]]],
    steps: ['check-unreferenced', 'set-rows-aside', 'restore-rows'],
  },
  {
    name: 'rows whose value matched nothing, discarded by name',
    setup: users,
    statement: declare,
    unmatched: 'discard',
    later: `INSERT INTO posts (id, user_id) VALUES (91, 3)`,
    laterRows: [`SELECT id, user_id = md5('u3')::uuid FROM posts WHERE id > 90`, [[91, true]]],
    discarded: true,
    steps: ['discard-rows'],
  },
  {
    name: 'orphans that became NULL and are kept',
    setup: numbers,
    statement: declare,
    unmatched: 'keep',
    later: `INSERT INTO posts VALUES (91, 2, 'new')`,
    laterRows: ['SELECT id, user_id FROM posts WHERE id > 90', [[91, 2]]],
    steps: ['keep-references', 'restore-references'],
  },
  {
    name: 'orphans that became NULL and are kept nowhere, as was said',
    setup: numbers,
    statement: declare,
    unmatched: 'null',
    later: `INSERT INTO posts VALUES (91, 2, 'new')`,
    laterRows: ['SELECT id, user_id FROM posts WHERE id > 90', [[91, 2]]],
    discarded: true,
    steps: ['clear-references'],
  },
  {
    name: 'orphans set aside',
    setup: numbers,
    statement: declare,
    unmatched: 'set-aside',
    later: `INSERT INTO posts VALUES (91, 2, 'new')`,
    laterRows: ['SELECT id, user_id FROM posts WHERE id > 90', [[91, 2]]],
    steps: ['collect-rows', 'set-rows-aside', 'restore-rows'],
  },
  {
    name: 'orphans set aside beside a conversion, with a materialized view over both',
    setup: `CREATE TABLE users (id integer PRIMARY KEY);
      INSERT INTO users VALUES (1), (2);
      CREATE TABLE posts (id integer PRIMARY KEY, user_id integer, author text, title text);
      INSERT INTO posts VALUES (1, 1, '1', 'a'), (2, 7, '2', 'b'), (3, NULL, NULL, 'c');
      CREATE MATERIALIZED VIEW authors AS SELECT author, title FROM posts;`,
    statement: `${declare}, ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES users (id)`,
    unmatched: 'set-aside',
    later: `INSERT INTO users VALUES (3)`,
    laterRows: [
      'SELECT author, title FROM authors ORDER BY 1',
      [
        ['1', 'a'],
        ['2', 'b'],
        [null, 'c'],
      ],
    ],
    steps: ['collect-rows', 'retype-columns', 'restore-rows', 'refill-views'],
  },
  {
    name: 'a key that was added',
    setup: `CREATE TABLE users (id integer, name text); INSERT INTO users VALUES (1, 'a'), (2, 'b');
      CREATE TABLE posts (id integer PRIMARY KEY, user_id integer, title text); INSERT INTO posts VALUES (1, 1, 'a');`,
    statement: declare,
    later: `INSERT INTO posts VALUES (91, 2, 'new')`,
    laterRows: ['SELECT id, user_id FROM posts WHERE id > 90', [[91, 2]]],
    steps: ['add-key', 'drop-key'],
  },
  {
    name: 'a foreign key that was NOT VALID',
    setup: `${numbers} ${declare} NOT VALID; COMMENT ON CONSTRAINT posts_user ON posts IS 'theirs';`,
    statement: null,
    later: `INSERT INTO posts VALUES (91, 2, 'new')`,
    laterRows: ['SELECT id, user_id FROM posts WHERE id > 90', [[91, 2]]],
    steps: ['validate-foreign-key', 'lay-not-valid'],
  },
];

/** They let waiting checks run and store nothing; the last one is a hazard of a step. */
/** Kinds of steps that are undone, also after later rows where there can be any, by other tests: where these are. */
const undoneElsewhere: Readonly<Record<string, readonly string[]>> = {
  'test/cli/rekey.test.ts': [
    'retype-sequence',
    'drop-identity',
    'drop-sequence',
    'add-identity',
    'create-sequence',
    'lay-identity',
    'resume-sequence',
  ],
  'test/cases/dependent-objects/move-references': [
    'check-same-rows',
    'replace-foreign-key',
    'keep-table',
    'return-table',
    'move-sequence',
  ],
  'test/cases/dependent-objects/keep-primary-key': ['replace-key', 'lay-key'],
  'test/cases/dependent-objects/keep-unique': ['rename-key'],
  'test/cases/dependent-objects/replace-references': ['replace-reference', 'check-both-references'],
  'test/cases/type-change-fails/reference-moves': ['move-foreign-key', 'return-foreign-key'],
  'test/platform/put-off.test.ts': ['lay-foreign-key', 'put-off-keys', 'settle-key'],
};

const nothingToUndo = [
  'check-constraints-now',
  'check-known',
  'defer-constraints',
  'table-rewrite',
];

const run = (id: string) => ({ id, command: 'a test', version: '0' });

const later = `INSERT INTO users (id) VALUES (50); INSERT INTO posts (id, user_id) VALUES (91, 50)`;

describe.each(majors)('undo on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    await loadParser();
    server = await sharedServer(major);
  });
  const done = new Set<string>();

  it.each(cases)('$name', async (one) => {
    const target = await server.createDatabase();
    const session = await server.session(target);
    try {
      await session.query(one.setup);
      const before = await wholeState(session);
      await mend(session, one);
      await session.query(one.later);
      await undoRun(session, 'mend', {
        run: run('undo'),
        lockTimeout: '5s',
        statement: null,
        journalSchema: 'pgmend',
        unmatched: null,
        approve: async () => true,
      });
      const after = await wholeState(session);
      expect(after.objects).toEqual(before.objects);
      if (one.discarded !== true) expect(within(before, after).rows).toEqual(before.rows);
      const [sql, rows] = one.laterRows;
      const found = await session.query<Record<string, unknown>>(sql);
      expect(found.rows.map((row) => Object.values(row))).toEqual(rows);
      const steps = await session.query<{ kind: string }>('SELECT DISTINCT kind FROM pgmend.steps');
      const kinds = steps.rows.map((row) => row.kind);
      expect(kinds).toEqual(expect.arrayContaining([...one.steps]));
      for (const kind of kinds) done.add(kind);
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  });

  it('asks what becomes of later rows that the old type cannot express where the column is NOT NULL', async () => {
    const target = await server.createDatabase();
    const session = await server.session(target);
    try {
      await session.query(
        `${users} DELETE FROM posts WHERE title = 'lost'; ALTER TABLE posts ALTER COLUMN user_id SET NOT NULL`,
      );
      const before = await wholeState(session);
      expect(
        await mendHeld(session, declare, {
          plan: { journalSchema: 'pgmend', unmatched: null, chosen: {}, all: false },
          run: run('mend'),
        }),
      ).toMatchObject({ kind: 'mended' });
      await session.query(later);
      const written = await wholeState(session);
      const undo = (unmatched: Unmatched | null) =>
        undoRun(session, 'mend', {
          run: run('undo'),
          lockTimeout: '5s',
          statement: null,
          journalSchema: 'pgmend',
          unmatched,
          approve: async () => true,
        });
      await expect(undo(null)).rejects.toMatchObject({
        code: 'undo-undecided',
        message: expect.stringMatching(/^1 rows? of posts.user_id/),
        next: expect.stringContaining('--unmatched set-aside'),
      });
      expect(await wholeState(session)).toEqual(written);
      await undo('set-aside');
      const after = await wholeState(session);
      expect(after.objects).toEqual(before.objects);
      expect(within(before, after).rows).toEqual(before.rows);
      const { rows } = await session.query(`SELECT content ->> 'id' AS id FROM pgmend.kept_rows`);
      expect(rows).toEqual([{ id: '91' }]);
    } finally {
      await session.close();
      await server.dropDatabase(target);
    }
  });

  it('has been seen for every kind of step', () => {
    const elsewhere = Object.entries(undoneElsewhere).flatMap(([place, kinds]) => {
      expect(existsSync(join(import.meta.dirname, '..', '..', place)), place).toBe(true);
      return kinds;
    });
    const known = new Set([...done, ...nothingToUndo, ...elsewhere]);
    expect([...stepKinds()].filter((kind) => !known.has(kind))).toEqual([]);
  });
});

async function mend(session: OwnSession, one: UndoCase): Promise<void> {
  const plan = { journalSchema: 'pgmend', unmatched: one.unmatched ?? null, chosen: {}, all: true };
  if (one.statement !== null) {
    const ended = await mendHeld(session, one.statement, {
      plan: { ...plan, all: false },
      run: run('mend'),
    });
    expect(ended).toMatchObject({ kind: 'mended' });
    return;
  }
  const found = await inspectDatabase(session, { plan, maps: [], schema: null });
  await executeDirect(session, found.plan, found.catalog, {
    run: run('mend'),
    lockTimeout: '5s',
    statement: null,
  });
}

/** Every kind that a file of `plan/steps/` makes. */
function stepKinds(): Set<string> {
  const folder = join(import.meta.dirname, '..', '..', 'src', 'plan', 'steps');
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const lines = text.split('\n').filter((line) => /^ {4}kind: |return step\(/.test(line));
  const kinds = lines.flatMap((line) => line.match(/'[a-z]+(?:-[a-z]+)+'/g) ?? []);
  expect(kinds.length).toBeGreaterThan(20);
  return new Set(kinds.map((kind) => kind.slice(1, -1)));
}
