import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SchemaProbe, schemaProbe } from '../../../../test/diagnose/schema-and-failure.ts';
import { majors, sharedServer } from '../../../../test/servers/start-server.ts';
import { amendText } from '../../../statement/amend.ts';
import { loadParser } from '../../../statement/parse-statements.ts';
import { diagnose } from '../../diagnose.ts';
import type { IncompatibleTypes } from '../../fault.ts';

beforeAll(loadParser);

const users = 'CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE);';
const sessions = `${users} CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, "cancelledBy" uuid NOT NULL);`;

interface Case {
  readonly name: string;
  readonly setup: string;
  readonly fails: string;
  /** Per fault: id, constraint, `pair position: referencing type → referenced table.column type`. */
  readonly faults: readonly string[];
  /** The statement with its own columns corrected; the server must then accept it. */
  readonly amended?: string;
}

const cases: readonly Case[] = [
  {
    name: 'a stored column, constraint without a name',
    setup: sessions,
    fails:
      'ALTER TABLE "sessions" ADD FOREIGN KEY ("userId") REFERENCES "users" ("id") ON DELETE SET NULL',
    faults: ['sessions.userId sessions_userId_fkey 0: uuid → users.id integer'],
  },
  {
    name: 'every foreign key of the statement at once',
    setup: sessions,
    fails: `ALTER TABLE sessions ADD CONSTRAINT a FOREIGN KEY ("userId") REFERENCES users,
      ADD CONSTRAINT b FOREIGN KEY ("cancelledBy") REFERENCES users (id) NOT VALID`,
    faults: [
      'sessions.userId a 0: uuid → users.id integer',
      'sessions.cancelledBy b 0: uuid → users.id integer',
    ],
  },
  {
    name: 'the other way round',
    setup: 'CREATE TABLE users (id uuid PRIMARY KEY); CREATE TABLE t (user_id bigint)',
    fails: 'ALTER TABLE t ADD FOREIGN KEY (user_id) REFERENCES users',
    faults: ['t.user_id t_user_id_fkey 0: bigint → users.id uuid'],
  },
  {
    name: 'asymmetric: numeric cannot reference integer',
    setup: `${users} CREATE TABLE t (u numeric(10,0), v bigint)`,
    fails:
      'ALTER TABLE t ADD FOREIGN KEY (v) REFERENCES users, ADD FOREIGN KEY (u) REFERENCES users',
    faults: ['t.u t_u_fkey 0: numeric(10,0) → users.id integer'],
  },
  {
    name: 'a composite key: only the wrong pair',
    setup: `CREATE TABLE orders (region text, number int, PRIMARY KEY (region, number));
      CREATE TABLE lines (region varchar(3), number uuid)`,
    fails: 'ALTER TABLE lines ADD FOREIGN KEY (region, number) REFERENCES orders',
    faults: ['lines.region,number lines_region_number_fkey 1: uuid → orders.number integer'],
  },
  {
    name: 'a column that CREATE TABLE declares, before a position moved by emoji',
    setup: users,
    fails: `/* 😀 é */ CREATE TABLE "S 😀" (id serial PRIMARY KEY, "é""😀" UUID /* 😀 */ NOT NULL REFERENCES users ON DELETE CASCADE)`,
    faults: ['S 😀.é"😀 S 😀_é"😀_fkey 0: uuid → users.id integer'],
    amended: `/* 😀 é */ CREATE TABLE "S 😀" (id serial PRIMARY KEY, "é""😀" integer /* 😀 */ NOT NULL REFERENCES users ON DELETE CASCADE)`,
  },
  {
    name: 'ADD COLUMN with its reference',
    setup: sessions,
    fails: 'ALTER TABLE sessions ADD COLUMN owner varchar(36) REFERENCES users (id)',
    faults: ['sessions.owner sessions_owner_fkey 0: character varying(36) → users.id integer'],
    amended: 'ALTER TABLE sessions ADD COLUMN owner integer REFERENCES users (id)',
  },
  {
    name: 'stored and declared columns in one string',
    setup: sessions,
    fails: `ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users;
      CREATE TABLE t (u uuid, FOREIGN KEY (u) REFERENCES users)`,
    faults: [
      'sessions.userId sessions_userId_fkey 0: uuid → users.id integer',
      't.u t_u_fkey 0: uuid → users.id integer',
    ],
  },
  {
    name: 'a self-reference of a new table',
    setup: 'SELECT 1',
    fails: 'CREATE TABLE tree (id bigserial PRIMARY KEY, "parentId" uuid REFERENCES tree (id))',
    faults: ['tree.parentId tree_parentId_fkey 0: uuid → tree.id bigint'],
    amended: 'CREATE TABLE tree (id bigserial PRIMARY KEY, "parentId" bigint REFERENCES tree (id))',
  },
  {
    name: 'a self-reference of a stored table',
    setup: 'CREATE TABLE tree (id int PRIMARY KEY, parent text)',
    fails: 'ALTER TABLE tree ADD CONSTRAINT p FOREIGN KEY (parent) REFERENCES tree',
    faults: ['tree.parent p 0: text → tree.id integer'],
  },
  {
    name: 'a table made in the same string, and a chain over the amended column',
    setup: 'SELECT 1',
    fails: `CREATE TABLE u (id serial, PRIMARY KEY (id));
      CREATE TABLE profile (id uuid PRIMARY KEY REFERENCES u);
      CREATE TABLE avatar (profile uuid REFERENCES profile (id))`,
    faults: [
      'profile.id profile_id_fkey 0: uuid → u.id integer',
      'avatar.profile avatar_profile_fkey 0: uuid → profile.id integer',
    ],
    amended: `CREATE TABLE u (id serial, PRIMARY KEY (id));
      CREATE TABLE profile (id integer PRIMARY KEY REFERENCES u);
      CREATE TABLE avatar (profile integer REFERENCES profile (id))`,
  },
  {
    name: 'a stored column whose key is made in the same string',
    setup: 'CREATE TABLE s (u uuid)',
    fails: 'CREATE TABLE u (id int PRIMARY KEY); ALTER TABLE s ADD FOREIGN KEY (u) REFERENCES u',
    faults: ['s.u s_u_fkey 0: uuid → u.id integer'],
  },
  {
    name: 'a serial that references a uuid',
    setup: 'CREATE TABLE k (id uuid PRIMARY KEY)',
    fails: 'CREATE TABLE t (k serial REFERENCES k)',
    faults: ['t.k t_k_fkey 0: integer → k.id uuid'],
    amended: 'CREATE TABLE t (k uuid REFERENCES k)',
  },
  {
    name: 'other schemas, found along the search path',
    setup: `CREATE SCHEMA app; CREATE SCHEMA auth; CREATE TABLE auth.users (id int PRIMARY KEY);
      CREATE TABLE app.t (u uuid); SET search_path = app, auth`,
    fails: 'ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES users',
    faults: ['app.t.u t_u_fkey 0: uuid → auth.users.id integer'],
  },
  {
    name: 'a user type in another schema, as SQL needs it',
    setup: `CREATE SCHEMA "my s"; CREATE TYPE "my s"."Mood" AS ENUM ('a'); CREATE TABLE m (k "my s"."Mood" PRIMARY KEY)`,
    fails: 'CREATE TABLE t (k text REFERENCES m)',
    faults: ['t.k t_k_fkey 0: text → m.k "my s"."Mood"'],
    amended: 'CREATE TABLE t (k "my s"."Mood" REFERENCES m)',
  },
  {
    name: 'names that are cut at 63 bytes',
    setup: `CREATE TABLE ${'ü'.repeat(40)} (id int PRIMARY KEY)`,
    fails: `CREATE TABLE t (${'ö'.repeat(40)} uuid REFERENCES ${'ü'.repeat(40)})`,
    faults: [`t.${'ö'.repeat(31)} t_${'ö'.repeat(28)}_fkey 0: uuid → ${'ü'.repeat(31)}.id integer`],
    amended: `CREATE TABLE t (${'ö'.repeat(40)} integer REFERENCES ${'ü'.repeat(40)})`,
  },
  {
    name: 'unquoted names fold, so that the other table is meant',
    setup: `CREATE TABLE "Users" (id uuid PRIMARY KEY); ${users} CREATE TABLE t (u uuid)`,
    fails: 'ALTER TABLE T ADD FOREIGN KEY (U) REFERENCES Users(ID)',
    faults: ['t.u t_u_fkey 0: uuid → users.id integer'],
  },
  {
    name: 'inside a DO block, from the context of the error',
    setup: sessions,
    fails: `DO $$ BEGIN ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users; END $$`,
    faults: ['sessions.userId sessions_userId_fkey 0: uuid → users.id integer'],
  },
  {
    name: 'a column that two keys of other types share has no right type: nothing is amended',
    setup: 'CREATE TABLE a (id uuid PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY)',
    fails: 'CREATE TABLE t (x uuid REFERENCES a, FOREIGN KEY (x) REFERENCES b)',
    faults: ['t.x t_x_fkey 0: uuid → b.id integer'],
  },
  {
    name: 'no fault: a type change that fails with the same SQLSTATE',
    setup: sessions,
    fails: 'ALTER TABLE sessions ALTER COLUMN "userId" TYPE integer',
    faults: [],
  },
  {
    name: 'no fault: a string that itself makes the column wrong',
    setup: `${users} CREATE TABLE t (u int)`,
    fails: 'ALTER TABLE t ALTER u TYPE text, ADD FOREIGN KEY (u) REFERENCES users',
    faults: [],
  },
];

function told(fault: IncompatibleTypes): string {
  const { table } = fault.referenced;
  const place = table.schema === 'public' ? table.name : `${table.schema}.${table.name}`;
  const pairs = fault.pairs.map((at) => {
    const key = fault.referenced.columns[at];
    return `${at}: ${fault.referencing.columns[at]?.type} → ${place}.${key?.name} ${key?.type}`;
  });
  return `${fault.id} ${fault.constraint} ${pairs.join(' ')}`;
}

describe.each(majors)('incompatible-types on PostgreSQL %i', (major) => {
  let probe: SchemaProbe;
  beforeAll(async () => {
    probe = await schemaProbe(await sharedServer(major));
  });
  afterAll(() => probe.close());

  test.each(cases)('$name', async ({ setup, fails, faults, amended }) => {
    const { catalog, error } = await probe.try(setup, fails);
    expect(error?.sqlstate).toBe('42804');
    const found = diagnose({ statement: fails, error, catalog }).filter(
      (fault) => fault.kind === 'incompatible-types',
    );
    expect(found.map(told)).toEqual(faults);
    const edits = found.flatMap((fault) =>
      fault.amend.map(({ pair, range }) => ({
        range,
        text: fault.referenced.columns[pair]?.type ?? '',
      })),
    );
    if (amended === undefined) return;
    expect(amendText(fails, edits)).toBe(amended);
    expect((await probe.try(setup, amended)).error).toBeNull();
  });

  test('the constraint has the name that PostgreSQL chooses', async () => {
    const { catalog, error } = await probe.try(
      `${sessions} CREATE TABLE o (x int CONSTRAINT "sessions_userId_fkey" CHECK (x > 0))`,
      'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users',
    );
    const [fault] = diagnose({
      statement: 'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users',
      error,
      catalog,
    });
    expect(fault?.constraint).toBe('sessions_userId_fkey1');
    expect(error?.fields.message).toContain('"sessions_userId_fkey1"');
  });

  test('without a statement, from both quoted columns and types, if one pair of tables fits', async () => {
    const statement = 'ALTER TABLE sessions ADD FOREIGN KEY ("userId") REFERENCES users';
    const { catalog, error } = await probe.try(sessions, statement);
    const found = diagnose({ statement: null, error, catalog }) as IncompatibleTypes[];
    expect(found.map(told)).toEqual([
      'sessions.userId sessions_userId_fkey 0: uuid → users.id integer',
    ]);
    const twice = await probe.try(
      `${sessions} CREATE TABLE sessions_userId (id int PRIMARY KEY); CREATE TABLE others (id int PRIMARY KEY);
       CREATE TABLE moods ("userId" uuid)`,
      'ALTER TABLE moods ADD CONSTRAINT z FOREIGN KEY ("userId") REFERENCES others',
    );
    expect(diagnose({ statement: null, error: twice.error, catalog: twice.catalog })).toEqual([]);
  });
});
