import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/postgres/connect.ts';
import type { Target } from '../../src/postgres/target.ts';
import { pgmend } from '../cases/pgmend.ts';
import { differences, readState, type State, within } from '../cases/state.ts';
import { type DatabaseServer, majors, sharedServer } from '../servers/start-server.ts';
import { inDatabase } from './booking-database.ts';

/** A key changed, used, and changed back. */
interface Rekeyed {
  readonly name: string;
  readonly setup: string;
  readonly args: readonly string[];
  /** Identities that differ afterwards. */
  readonly changes: readonly string[];
  /** Query → its rows as text, after the change. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Written after the change. */
  readonly later?: string;
  /** Query → its rows as text, after undo. */
  readonly back?: Readonly<Record<string, readonly string[]>>;
}

const uuid = (number: number) => `6f1c9a4e-2b3d-4c5e-8f70-${String(number).padStart(12, '0')}`;

const cases: readonly Rekeyed[] = [
  {
    name: 'integer → uuid: a serial key, references to itself, twice from one table and from another schema',
    setup: `CREATE SCHEMA shop; CREATE TABLE users (id serial PRIMARY KEY, name text, boss integer REFERENCES users (id));
      CREATE TABLE shop.orders (id serial PRIMARY KEY, buyer integer NOT NULL REFERENCES users (id) ON DELETE CASCADE, seller integer REFERENCES users (id));
      CREATE INDEX orders_buyer ON shop.orders (buyer); CREATE VIEW names AS SELECT id, name FROM users;
      COMMENT ON SEQUENCE users_id_seq IS 'counts'; ALTER SEQUENCE users_id_seq MAXVALUE 5000;
      INSERT INTO users (name, boss) VALUES ('Ada', NULL), ('Grace', 1); SELECT nextval('users_id_seq'); INSERT INTO shop.orders (buyer, seller) VALUES (2, 1), (1, NULL)`,
    args: ['users.id', '--to', 'uuid'],
    changes: [
      'column public.names.id',
      'column public.users.boss',
      'column public.users.id',
      'column shop.orders.buyer',
      'column shop.orders.seller',
      'sequence public.users_id_seq',
    ],
    rows: {
      'SELECT b.name, s.name FROM shop.orders o JOIN users b ON b.id = o.buyer LEFT JOIN users s ON s.id = o.seller ORDER BY o.id':
        ['(Grace,Ada)', '(Ada,)'],
      'SELECT u.name, b.name, pg_typeof(u.id) FROM users u JOIN users b ON b.id = u.boss': [
        '(Grace,Ada,uuid)',
      ],
    },
    later: `WITH new AS (INSERT INTO users (name) VALUES ('Edsger') RETURNING id) INSERT INTO shop.orders (buyer, seller) SELECT new.id, g.id FROM new, users AS g WHERE g.name = 'Grace'`,
    back: {
      'SELECT b.id, b.name FROM shop.orders o JOIN users b ON b.id = o.buyer ORDER BY o.id': [
        '(2,Grace)',
        '(1,Ada)',
        '(4,Edsger)',
      ],
      'SELECT seller FROM shop.orders ORDER BY id': ['(1)', '()', '(2)'],
      "SELECT nextval('users_id_seq'), obj_description('users_id_seq'::regclass, 'pg_class')": [
        '(5,counts)',
      ],
    },
  },
  {
    name: 'integer → uuid: an identity',
    setup: `CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY (START WITH 10 INCREMENT BY 10) PRIMARY KEY, name text);
      INSERT INTO users (name) VALUES ('Ada'), ('Grace'); CREATE TABLE notes (author integer REFERENCES users); INSERT INTO notes VALUES (20)`,
    args: ['users.id', '--to', 'uuid'],
    changes: [
      'column public.notes.author',
      'column public.users.id',
      'sequence public.users_id_seq',
    ],
    rows: {
      'SELECT name, pg_typeof(author) FROM notes JOIN users ON id = author': ['(Grace,uuid)'],
    },
    later: `INSERT INTO users (name) VALUES ('Edsger')`,
    back: { 'SELECT id, name FROM users ORDER BY 1': ['(10,Ada)', '(20,Grace)', '(21,Edsger)'] },
  },
  {
    name: 'uuid → bigint: numbers, and an identity that goes on behind them',
    setup: `CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text); CREATE TABLE notes (author uuid REFERENCES users);
      INSERT INTO users VALUES ('${uuid(2)}', 'Grace'), ('${uuid(1)}', 'Ada'); INSERT INTO notes VALUES ('${uuid(2)}'), (NULL)`,
    args: ['users.id', '--to', 'bigint'],
    changes: [
      'column public.notes.author',
      'column public.users.id',
      'sequence public.users_id_seq',
    ],
    rows: {
      'SELECT id, name FROM users ORDER BY 1': ['(1,Ada)', '(2,Grace)'],
      'SELECT author, pg_typeof(author) FROM notes ORDER BY 1': ['(2,bigint)', '(,bigint)'],
    },
    later: `INSERT INTO users (name) VALUES ('Edsger'); INSERT INTO notes VALUES (3), (1)`,
    back: {
      'SELECT u.name FROM notes JOIN users u ON u.id = author ORDER BY 1': [
        '(Ada)',
        '(Edsger)',
        '(Grace)',
      ],
    },
  },
  {
    name: 'integer → bigint: partitions with foreign keys of their own',
    setup: `CREATE TABLE users (id integer PRIMARY KEY); INSERT INTO users VALUES (1), (2); CREATE TABLE old_users (id integer PRIMARY KEY); INSERT INTO old_users VALUES (1);
      CREATE TABLE visits (by integer REFERENCES users, year integer) PARTITION BY LIST (year);
      CREATE TABLE visits_20 PARTITION OF visits FOR VALUES IN (20); CREATE TABLE visits_21 PARTITION OF visits FOR VALUES IN (21) PARTITION BY LIST (year);
      CREATE TABLE visits_21_all PARTITION OF visits_21 DEFAULT; ALTER TABLE visits_20 ADD CONSTRAINT own FOREIGN KEY (by) REFERENCES users ON DELETE CASCADE;
      ALTER TABLE visits_20 ADD CONSTRAINT elsewhere FOREIGN KEY (by) REFERENCES old_users; INSERT INTO visits VALUES (1, 20), (2, 21);
      CREATE TABLE tours (by integer, year integer) PARTITION BY LIST (year); CREATE TABLE tours_20 (year integer, by integer REFERENCES users);
      ALTER TABLE tours ATTACH PARTITION tours_20 FOR VALUES IN (20); INSERT INTO tours VALUES (2, 20)`,
    args: ['users.id', '--to', 'bigint'],
    changes: [
      'column public.tours.by',
      'column public.tours_20.by',
      'column public.users.id',
      'column public.visits.by',
      'column public.visits_20.by',
      'column public.visits_21.by',
      'column public.visits_21_all.by',
    ],
    rows: {
      'SELECT by, pg_typeof(by) FROM visits ORDER BY 1': ['(1,bigint)', '(2,bigint)'],
      'SELECT by, pg_typeof(by) FROM tours': ['(2,bigint)'],
    },
  },
  {
    name: 'integer → bigint: what partitions say of indexes and constraints by themselves',
    setup: `CREATE TABLE users (id integer PRIMARY KEY); INSERT INTO users VALUES (1), (2);
      CREATE TABLE visits (by integer REFERENCES users, year integer, UNIQUE (by, year), CONSTRAINT counted CHECK (by > 0)) PARTITION BY LIST (year);
      CREATE TABLE visits_20 (by integer CONSTRAINT counted CHECK (by > 0), year integer, CONSTRAINT "o'ne ""year" UNIQUE (by, year));
      CREATE INDEX "it's ""own" ON visits_20 (by) WITH (fillfactor = 40); ALTER TABLE visits_20 CLUSTER ON "o'ne ""year";
      CREATE TABLE visits_22 (by integer CONSTRAINT counted CHECK (by > 0), year integer); CREATE INDEX visits_22_lookup_idx ON visits_22 (by);
      ALTER TABLE visits ATTACH PARTITION visits_20 FOR VALUES IN (20); ALTER TABLE visits ATTACH PARTITION visits_22 FOR VALUES IN (22); CREATE INDEX of_users ON visits (by) WITH (fillfactor = 60);
      COMMENT ON CONSTRAINT counted ON visits_20 IS 'of a partition'; COMMENT ON CONSTRAINT "o'ne ""year" ON visits_20 IS 'of a partition, too';
      CREATE TABLE visits_21 PARTITION OF visits FOR VALUES IN (21) PARTITION BY LIST (year); CREATE TABLE visits_21_all PARTITION OF visits_21 DEFAULT;
      ALTER INDEX visits_21_by_idx RENAME TO between_them; ALTER INDEX visits_21_all_by_idx RENAME TO lowest; ALTER INDEX lowest RESET (fillfactor);
      ALTER TABLE visits_21_all ALTER by SET NOT NULL, ALTER year SET NOT NULL; ALTER TABLE visits_21_all REPLICA IDENTITY USING INDEX visits_21_all_by_year_key;
      INSERT INTO visits VALUES (1, 20), (2, 21)`,
    args: ['users.id', '--to', 'bigint'],
    changes: [
      'column public.users.id',
      'column public.visits.by',
      'column public.visits_20.by',
      'column public.visits_21.by',
      'column public.visits_21_all.by',
      'column public.visits_22.by',
    ],
    rows: { 'SELECT by, pg_typeof(by) FROM visits ORDER BY 1': ['(1,bigint)', '(2,bigint)'] },
  },
  {
    name: 'integer → bigint: references and the sequence too',
    setup: `CREATE TABLE users (id serial PRIMARY KEY, name text); CREATE TABLE notes (id integer GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY REFERENCES users);
      CREATE TABLE marks (note integer REFERENCES notes); INSERT INTO users (name) VALUES ('Ada'); INSERT INTO notes VALUES (1); INSERT INTO marks VALUES (1)`,
    args: ['users.id', '--to', 'bigint'],
    changes: [
      'column public.marks.note',
      'column public.notes.id',
      'column public.users.id',
      'sequence public.notes_id_seq',
      'sequence public.users_id_seq',
    ],
    rows: {
      'SELECT pg_typeof(u.id), pg_typeof(n.id), pg_typeof(m.note) FROM users u, notes n, marks m': [
        '(bigint,bigint,bigint)',
      ],
      "SELECT seqtypid::regtype, seqmax FROM pg_sequence WHERE seqrelid = 'users_id_seq'::regclass":
        ['(bigint,9223372036854775807)'],
    },
    later: `INSERT INTO users (name) VALUES ('Grace'); INSERT INTO notes VALUES (2)`,
    back: {
      'SELECT u.id, name, n.id FROM users u JOIN notes n ON n.id = u.id ORDER BY 1': [
        '(1,Ada,1)',
        '(2,Grace,2)',
      ],
    },
  },
  {
    name: 'text → uuid: what is no uuid gets one',
    setup: `CREATE TABLE users (id text PRIMARY KEY DEFAULT gen_random_uuid()::text, name text); CREATE TABLE notes (author text REFERENCES users);
      INSERT INTO users VALUES ('${uuid(1)}', 'Ada'), ('root', 'Grace'); INSERT INTO notes VALUES ('root'), ('${uuid(1)}')`,
    args: ['users.id', '--to', 'uuid'],
    changes: ['column public.notes.author', 'column public.users.id'],
    rows: {
      'SELECT name FROM notes JOIN users ON id = author ORDER BY 1': ['(Ada)', '(Grace)'],
      [`SELECT name FROM users WHERE id = '${uuid(1)}'`]: ['(Ada)'],
    },
    later: `INSERT INTO users (name) VALUES ('Edsger')`,
    back: { "SELECT name FROM users WHERE id = 'root'": ['(Grace)'] },
  },
  {
    name: 'uuid → text',
    setup: `CREATE TABLE users (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text); CREATE TABLE notes (author uuid REFERENCES users);
      INSERT INTO users VALUES ('${uuid(1)}', 'Ada'); INSERT INTO notes VALUES ('${uuid(1)}')`,
    args: ['users.id', '--to', 'text'],
    changes: ['column public.notes.author', 'column public.users.id'],
    rows: { 'SELECT author, pg_typeof(author) FROM notes': [`(${uuid(1)},text)`] },
    later: `INSERT INTO users (name) VALUES ('Edsger'); INSERT INTO users VALUES ('by hand', 'Grace')`,
    back: { 'SELECT count(DISTINCT id) FROM users': ['(3)'] },
  },
  {
    name: 'integer → text and back: numbers written by hand stay, others come behind them',
    setup: `CREATE TABLE users (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text); INSERT INTO users (name) VALUES ('Ada')`,
    args: ['users.id', '--to', 'text', '--choose', 'users.id=drop-default'],
    changes: ['column public.users.id', 'sequence public.users_id_seq'],
    rows: { 'SELECT id, pg_typeof(id) FROM users': ['(1,text)'] },
    later: `INSERT INTO users VALUES ('x', 'Grace'), ('3', 'Edsger'), ('03', 'Alan')`,
    back: {
      'SELECT id, name FROM users ORDER BY id': ['(1,Ada)', '(3,Edsger)', '(4,Alan)', '(5,Grace)'],
    },
  },
  {
    name: 'up to the key that the column references itself, and an identity of a partitioned table',
    setup: `CREATE TABLE users (id integer PRIMARY KEY); CREATE TABLE admins (id integer PRIMARY KEY REFERENCES users);
      CREATE TABLE visits (id integer GENERATED BY DEFAULT AS IDENTITY, day integer, who integer REFERENCES users, admin integer REFERENCES admins, PRIMARY KEY (id, day)) PARTITION BY RANGE (day);
      CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM (0) TO (10); INSERT INTO users VALUES (5), (6); INSERT INTO admins VALUES (6); INSERT INTO visits (day, who, admin) VALUES (1, 5, 6)`,
    args: ['admins.id', '--to', 'uuid'],
    changes: [
      'column public.admins.id',
      'column public.users.id',
      'column public.visits.admin',
      'column public.visits.who',
      'column public.visits_1.admin',
      'column public.visits_1.who',
    ],
    rows: {
      'SELECT v.id, u.id <> a.id FROM visits v JOIN users u ON u.id = who JOIN admins a ON a.id = admin':
        ['(1,t)'],
    },
    back: { 'SELECT who, admin FROM visits': ['(5,6)'] },
  },
  {
    name: 'one column of a composite key, tables that reference each other, and partitions',
    setup: `CREATE TABLE tenants (id integer PRIMARY KEY, owner integer); CREATE TABLE users (tenant integer NOT NULL REFERENCES tenants, id integer, PRIMARY KEY (tenant, id));
      ALTER TABLE tenants ADD CONSTRAINT owned FOREIGN KEY (id, owner) REFERENCES users (tenant, id) DEFERRABLE INITIALLY DEFERRED;
      CREATE TABLE visits (day integer, tenant integer, who integer, FOREIGN KEY (tenant, who) REFERENCES users (tenant, id)) PARTITION BY RANGE (day);
      CREATE TABLE visits_1 PARTITION OF visits FOR VALUES FROM (0) TO (10);
      INSERT INTO tenants VALUES (7, 1), (8, NULL); INSERT INTO users VALUES (7, 1), (8, 1); INSERT INTO visits VALUES (1, 7, 1), (2, 8, 1), (3, NULL, 99)`,
    args: ['tenants.id', '--to', 'uuid'],
    changes: [
      'column public.tenants.id',
      'column public.users.tenant',
      'column public.visits.tenant',
      'column public.visits_1.tenant',
    ],
    rows: {
      'SELECT v.day, t.owner, pg_typeof(v.tenant) FROM visits v LEFT JOIN tenants t ON t.id = v.tenant ORDER BY 1':
        ['(1,1,uuid)', '(2,,uuid)', '(3,,uuid)'],
    },
    back: { 'SELECT day, tenant FROM visits ORDER BY 1': ['(1,7)', '(2,8)', '(3,)'] },
  },
  {
    name: 'through a column beside the key',
    setup: `CREATE TABLE users (id serial PRIMARY KEY, public_id uuid NOT NULL UNIQUE); CREATE TABLE notes (author integer REFERENCES users);
      INSERT INTO users (public_id) VALUES ('${uuid(1)}'), ('${uuid(2)}'); INSERT INTO notes VALUES (2)`,
    args: ['users.id', '--to', 'uuid', '--via', 'users.public_id'],
    changes: [
      'column public.notes.author',
      'column public.users.id',
      'sequence public.users_id_seq',
    ],
    rows: { 'SELECT author FROM notes': [`(${uuid(2)})`] },
  },
  {
    name: 'through a table that holds old and new keys',
    setup: `CREATE TABLE users (id text PRIMARY KEY); CREATE TABLE notes (author text REFERENCES users); CREATE TABLE moved ("was" text, "Is" integer);
      INSERT INTO users VALUES ('ada'), ('grace'); INSERT INTO notes VALUES ('grace'); INSERT INTO moved VALUES ('grace', 41), ('ada', 40)`,
    args: ['users.id', '--to', 'integer', '--via', 'moved.was="Is"'],
    changes: [
      'column public.notes.author',
      'column public.users.id',
      'sequence public.users_id_seq',
    ],
    rows: {
      'SELECT author FROM notes': ['(41)'],
      'INSERT INTO users DEFAULT VALUES RETURNING id': ['(42)'],
    },
    back: { 'SELECT author FROM notes': ['(grace)'] },
  },
];

describe.each(majors)('pgmend rekey on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await sharedServer(major);
  });

  it.each(cases)('$name', async ({ setup, args, changes, rows, later, back }) => {
    const target = await server.createDatabase();
    await inDatabase(target, setup);
    const before = await stateOf(target);
    const done = await pgmend(target, ['rekey', ...args, '--yes']);
    expect(done.code, done.stdout + done.stderr).toBe(0);
    expect(done.stdout).toContain('Data   proved');
    expect(differences(before, await stateOf(target))).toEqual(changes);
    for (const [sql, expected] of Object.entries(rows)) {
      expect(await texts(target, sql)).toEqual(expected);
    }
    if (later !== undefined) await inDatabase(target, later);
    const undone = await pgmend(target, ['undo', '--yes']);
    expect(undone.code, undone.stdout + undone.stderr).toBe(0);
    const after = await stateOf(target);
    expect(differences(before, after)).toEqual([]);
    expect(within(before, after)).toEqual(before);
    for (const [sql, expected] of Object.entries(back ?? {})) {
      expect(await texts(target, sql)).toEqual(expected);
    }
    await server.dropDatabase(target);
  });

  describe('the command', () => {
    let target: Target;
    let before: State;
    beforeAll(async () => {
      target = await server.createDatabase();
      await inDatabase(
        target,
        `CREATE TABLE users (id text PRIMARY KEY); CREATE TABLE notes (author text NOT NULL REFERENCES users); INSERT INTO users VALUES ('1'), ('x'); INSERT INTO notes VALUES ('x')`,
      );
      before = await stateOf(target);
    });
    afterAll(() => server.dropDatabase(target));

    it.each([
      [['users.id', '--to', 'integer'], 3, '--yes'],
      [['users.id', '--to', 'integer', '--dry-run'], 0, 'make users.id an identity column'],
      [['users.id', '--to', 'integer', '--via', 'cast', '--yes'], 3, '--unmatched set-aside'],
      [
        ['users.id', '--to', 'integer', '--via', 'cast', '--unmatched', 'fail', '--yes'],
        1,
        'match nothing',
      ],
      [['users.id', '--to', 'date', '--yes'], 3, '--unmatched'],
      [['users.id', '--to', 'text', '--yes'], 0, 'users.id is text already'],
      [['users.id', '--to', 'integer USING 1', '--yes'], 2, '[bad-type]'],
      [['users.id', '--to', 'nonsense', '--yes'], 2, '[bad-type]'],
      [['users', '--to', 'integer', '--yes'], 2, '[no-such-column]'],
      [['users.name', '--to', 'integer', '--yes'], 2, '[no-such-column]'],
      [['users.id', '--to', 'integer', '--via', 'notes.author', '--yes'], 2, '[bad-via]'],
      [['users.id', '--yes'], 2, '--to'],
    ])('%j ends with %d and changes nothing', async (args, code, words) => {
      const ended = await pgmend(target, ['rekey', ...args]);
      expect(ended.code, ended.stdout + ended.stderr).toBe(code);
      expect(ended.stdout + ended.stderr).toContain(words);
      expect(await stateOf(target)).toEqual(before);
    });

    it('says which rows would have one key, and changes nothing', async () => {
      const texts = await server.createDatabase();
      await inDatabase(
        texts,
        `CREATE TABLE users (id text PRIMARY KEY)`,
        `INSERT INTO users VALUES ('7'), ('07'), ('8')`,
      );
      const before = await stateOf(texts);
      const ended = await pgmend(texts, ['rekey', 'users.id', '--to', 'integer', '--yes']);
      expect(ended.code).toBe(1);
      expect(ended.stderr).toContain(
        'Two rows would have the same key once the types are new: Key (id)=(7) is duplicated. [keys-collide]',
      );
      expect(await stateOf(texts)).toEqual(before);
      await server.dropDatabase(texts);
    });

    it('writes JSON alone with --json', async () => {
      const { code, stdout } = await pgmend(target, [
        'rekey',
        'users.id',
        '--to',
        'integer',
        '--json',
        '--dry-run',
      ]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        format: 1,
        exitCode: 0,
        applied: null,
        plan: { purpose: 'mend', decisions: [], refusals: [] },
      });
    });
  });

  it('does not ask again for keys that come meanwhile, which get new ones as well', async () => {
    const target = await server.createDatabase();
    await inDatabase(
      target,
      'CREATE TABLE users (id serial PRIMARY KEY); INSERT INTO users DEFAULT VALUES',
    );
    const holder = await connect(target);
    await holder.query('BEGIN');
    await holder.query('INSERT INTO users DEFAULT VALUES');
    const running = pgmend(target, [
      'rekey',
      'users.id',
      '--to',
      'uuid',
      '--yes',
      '--lock-timeout',
      '60s',
    ]);
    await waiting(target);
    await holder.query('COMMIT');
    await holder.close();
    const ended = await running;
    expect(ended.code, ended.stdout + ended.stderr).toBe(0);
    expect(await texts(target, 'SELECT count(DISTINCT id) FROM users')).toEqual(['(2)']);
    await server.dropDatabase(target);
  });
});

async function stateOf(target: Target): Promise<State> {
  const session = await connect(target);
  try {
    return await readState(session);
  } finally {
    await session.close();
  }
}

async function texts(target: Target, sql: string): Promise<string[]> {
  const query = /^INSERT/.test(sql)
    ? `WITH r AS (${sql}) SELECT r::text FROM r`
    : `SELECT r::text FROM (${sql}) AS r`;
  return (await inDatabase(target, query)).map((row) => String(row.r));
}

/** Until somebody waits for a lock. */
async function waiting(target: Target): Promise<void> {
  for (;;) {
    const rows = await inDatabase(target, 'SELECT FROM pg_locks WHERE NOT granted');
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
