import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnByName, findRelation } from '../../src/catalog/lookup.ts';
import { look } from '../../src/execute/look.ts';
import { type FoundMappings, findMappings } from '../../src/values/find-mappings.ts';
import type { Mapping } from '../../src/values/mapping.ts';
import {
  type DatabaseServer,
  majors,
  type OwnSession,
  sharedServer,
  type Target,
} from '../servers/start-server.ts';

interface Situation {
  readonly name: string;
  readonly setup: string;
  readonly column?: string;
  readonly expected: {
    readonly kind: Mapping['kind'];
    readonly counts: string;
    readonly doubt?: RegExp;
  };
}

/** `parent(id)` is the key, `child(ref)` the column; counts are matched/unmatched/ambiguous of rows. */
const situations: readonly Situation[] = [
  {
    name: 'an empty table needs no mapping',
    setup: `CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (ref uuid)`,
    expected: { kind: 'null', counts: '0/0/0 of 0' },
  },
  {
    name: 'a column of NULLs needs no mapping',
    setup: `CREATE TABLE parent (id int PRIMARY KEY); CREATE TABLE child (ref uuid); INSERT INTO child VALUES (NULL), (NULL)`,
    expected: { kind: 'null', counts: '0/0/0 of 2' },
  },
  {
    name: 'text that spells uuids in any way is cast',
    setup: `CREATE TABLE parent (id uuid PRIMARY KEY); INSERT INTO parent VALUES ('6f1c9a4e-2b3d-4c5e-8f70-112233445501');
      CREATE TABLE child (ref text); INSERT INTO child VALUES ('6F1C9A4E-2B3D-4C5E-8F70-112233445501'), ('{6f1c9a4e2b3d4c5e8f70112233445501}'), (NULL)`,
    expected: { kind: 'cast', counts: '2/0/0 of 3' },
  },
  {
    name: 'text with leading zeros is cast to numbers, the empty string is unmatched',
    setup: `CREATE TABLE parent (id bigint PRIMARY KEY); INSERT INTO parent VALUES (7), (8);
      CREATE TABLE child (ref text); INSERT INTO child VALUES ('007'), (' 8 '), ('8'), (''), ('x')`,
    expected: { kind: 'cast', counts: '3/2/0 of 5' },
  },
  {
    name: 'a number is not cast to a key that spells it otherwise',
    setup: `CREATE TABLE parent (id text PRIMARY KEY); INSERT INTO parent VALUES ('007');
      CREATE TABLE child (ref int); INSERT INTO child VALUES (7)`,
    expected: { kind: 'cast', counts: '0/1/0 of 1' },
  },
  {
    name: 'enum twins meet by their labels',
    setup: `CREATE TYPE old AS ENUM ('a', 'b', 'c'); CREATE TYPE new AS ENUM ('b', 'a');
      CREATE TABLE parent (id new PRIMARY KEY); INSERT INTO parent VALUES ('a'), ('b');
      CREATE TABLE child (ref old); INSERT INTO child VALUES ('a'), ('b'), ('c')`,
    expected: { kind: 'cast', counts: '2/1/0 of 3' },
  },
  {
    name: 'another unique column of the referenced table holds the values',
    setup: `CREATE TABLE parent (id int PRIMARY KEY, legacy uuid UNIQUE); INSERT INTO parent SELECT g, md5(g::text)::uuid FROM generate_series(1, 5) AS g;
      CREATE TABLE child (ref uuid); INSERT INTO child SELECT md5(g::text)::uuid FROM generate_series(1, 5) AS g`,
    expected: { kind: 'alternate-key', counts: '5/0/0 of 5' },
  },
  {
    name: 'numbers that fit another column are doubted',
    setup: `CREATE TABLE parent (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), legacy int UNIQUE); INSERT INTO parent (legacy) VALUES (1), (2);
      CREATE TABLE child (ref int); INSERT INTO child VALUES (1), (2)`,
    expected: { kind: 'alternate-key', counts: '2/0/0 of 2', doubt: /by chance/ },
  },
  {
    name: 'a column without a unique index is no key yet',
    setup: `CREATE TABLE parent (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), code text); INSERT INTO parent (code) VALUES ('en'), ('de');
      CREATE TABLE child (ref text); INSERT INTO child VALUES ('en'), ('de')`,
    expected: { kind: 'alternate-key', counts: '2/0/0 of 2', doubt: /unique index/ },
  },
  {
    name: 'a back-up without any constraint is a bridge',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, username text UNIQUE); INSERT INTO parent (username) VALUES ('ann'), ('bob');
      CREATE TABLE parent_backup AS SELECT md5(username)::uuid AS id, username FROM parent;
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('ann')::uuid), (md5('bob')::uuid), (md5('gone')::uuid)`,
    expected: { kind: 'bridge', counts: '2/1/0 of 3' },
  },
  {
    name: 'an e-mail is compared without regard to case where the exact one explains less',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, email text UNIQUE); INSERT INTO parent (email) VALUES ('ann@x'), ('Bob@x');
      CREATE TABLE old_people (id uuid, email text); INSERT INTO old_people VALUES (md5('1')::uuid, 'ann@x'), (md5('2')::uuid, 'bob@x');
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('1')::uuid), (md5('2')::uuid)`,
    expected: { kind: 'bridge', counts: '2/0/0 of 2' },
  },
  {
    name: 'a value that a bridge holds twice for different rows is ambiguous',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, username text UNIQUE); INSERT INTO parent (username) VALUES ('ann'), ('bob');
      CREATE TABLE bridge (id uuid, username text); INSERT INTO bridge VALUES (md5('1')::uuid, 'ann'), (md5('1')::uuid, 'bob'), (md5('2')::uuid, 'bob');
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('1')::uuid), (md5('2')::uuid)`,
    expected: { kind: 'bridge', counts: '1/0/1 of 2' },
  },
  {
    name: 'two natural keys that name different rows are doubted',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, username text UNIQUE, email text UNIQUE); INSERT INTO parent (username, email) VALUES ('ann', 'a@x'), ('bob', 'b@x');
      CREATE TABLE bridge (id uuid, username text, email text); INSERT INTO bridge VALUES (md5('1')::uuid, 'ann', 'b@x'), (md5('2')::uuid, 'bob', 'a@x');
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('1')::uuid), (md5('2')::uuid)`,
    expected: { kind: 'bridge', counts: '2/0/0 of 2', doubt: /other rows/ },
  },
  {
    name: 'a table that references the key is a bridge by its foreign key',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY); INSERT INTO parent SELECT FROM generate_series(1, 2);
      CREATE TABLE renumbered (was uuid, parent int REFERENCES parent (id)); INSERT INTO renumbered VALUES (md5('1')::uuid, 1), (md5('2')::uuid, 2);
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('2')::uuid), (md5('1')::uuid)`,
    expected: { kind: 'bridge', counts: '2/0/0 of 2' },
  },
  {
    name: 'partitions of the referencing table, and views over it, hold its values and are no bridge',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, legacy uuid UNIQUE); INSERT INTO parent (legacy) SELECT md5(g::text)::uuid FROM generate_series(1, 3) AS g;
      CREATE TABLE child (ref uuid, other int REFERENCES parent (id), part int) PARTITION BY LIST (part);
      CREATE TABLE child_0 PARTITION OF child FOR VALUES IN (0); CREATE TABLE child_1 PARTITION OF child FOR VALUES IN (1);
      INSERT INTO child VALUES (md5('1')::uuid, 1, 0), (md5('x')::uuid, 2, 0), (md5('y')::uuid, 3, 1);
      CREATE VIEW children AS SELECT ref, parent.id, legacy AS was FROM child JOIN parent ON other = id;
      CREATE VIEW with_legacy AS SELECT ref, was AS legacy FROM children`,
    expected: { kind: 'alternate-key', counts: '1/2/0 of 3' },
  },
  {
    name: 'a bridge that contradicts another key of the table is doubted',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, legacy uuid UNIQUE); INSERT INTO parent (legacy) VALUES (md5('1')::uuid), (NULL), (NULL);
      CREATE TABLE renumbered (was uuid, parent int REFERENCES parent (id)); INSERT INTO renumbered VALUES (md5('1')::uuid, 2), (md5('2')::uuid, 3);
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('2')::uuid), (md5('1')::uuid)`,
    expected: {
      kind: 'bridge',
      counts: '2/0/0 of 2',
      doubt: /other rows by parent\.legacy than by renumbered\.parent/,
    },
  },
  {
    name: 'numbering by order of creation is never guessed',
    setup: `CREATE TABLE parent (id serial PRIMARY KEY, made timestamptz); INSERT INTO parent (made) SELECT now() FROM generate_series(1, 3);
      CREATE TABLE child (ref uuid); INSERT INTO child SELECT md5(g::text)::uuid FROM generate_series(1, 3) AS g`,
    expected: { kind: 'cast', counts: '0/3/0 of 3' },
  },
  {
    name: 'a domain as key gives the type under it',
    setup: `CREATE DOMAIN key_of_parent AS int CHECK (VALUE > 0) NOT NULL; CREATE TABLE parent (id key_of_parent PRIMARY KEY); INSERT INTO parent VALUES (1);
      CREATE TABLE child (ref text); INSERT INTO child VALUES ('1'), (NULL)`,
    expected: { kind: 'cast', counts: '1/0/0 of 2' },
  },
  {
    name: 'names with quotes, spaces and other alphabets',
    setup: `CREATE SCHEMA "my ""schema"; SET search_path = "my ""schema"; CREATE TABLE parent (id int PRIMARY KEY, "ключ 'x'" uuid UNIQUE); INSERT INTO parent VALUES (1, md5('1')::uuid);
      CREATE TABLE child (ref uuid); INSERT INTO child VALUES (md5('1')::uuid)`,
    expected: { kind: 'alternate-key', counts: '1/0/0 of 1' },
  },
];

describe.each(majors)('findMappings on PostgreSQL %i', (major) => {
  let server: DatabaseServer;
  let target: Target;
  let session: OwnSession;

  beforeAll(async () => {
    server = await sharedServer(major);
    target = await server.createDatabase();
    session = await server.session(target);
  });
  afterAll(async () => {
    await session.close();
    await server.dropDatabase(target);
  });

  async function find(setup: string): Promise<FoundMappings> {
    await session.query('BEGIN');
    try {
      for (const sql of setup.split(';')) if (sql.trim() !== '') await session.query(sql);
      return await look(session, 'pgmend', (catalog) => {
        const referencing = findRelation(catalog, { name: 'child' });
        const referenced = findRelation(catalog, { name: 'parent' });
        const column = referencing && columnByName(referencing, 'ref');
        const key = referenced && columnByName(referenced, 'id');
        if (!referencing || !referenced || !column || !key)
          throw new Error('the setup lacks child.ref or parent.id');
        return findMappings(session, { catalog, referencing, referenced, column, key });
      });
    } finally {
      await session.query('ROLLBACK');
    }
  }

  it.each(situations)('$name', async ({ setup, expected }) => {
    const found = await find(setup);
    const [best] = found.weighed;
    const { rows, matched, unmatched, ambiguous } = best?.evidence ?? {
      rows: 0,
      matched: 0,
      unmatched: 0,
      ambiguous: 0,
    };
    expect(best?.mapping.kind).toBe(expected.kind);
    expect(`${matched}/${unmatched}/${ambiguous} of ${rows}`).toBe(expected.counts);
    if (expected.doubt === undefined) expect(best?.doubt).toBeNull();
    else expect(best?.doubt).toMatch(expected.doubt);
  });

  it('says which table hides rows instead of reading it in part', async () => {
    await session.query('BEGIN');
    try {
      await session.query(`CREATE ROLE reader_${major}_${process.pid}`);
      const role = `reader_${major}_${process.pid}`;
      await session.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${role}`);
      await session.query(`CREATE TABLE parent (id serial PRIMARY KEY, username text UNIQUE)`);
      await session.query(`INSERT INTO parent (username) VALUES ('ann')`);
      await session.query(`CREATE TABLE secret_backup (id uuid, username text)`);
      await session.query(`INSERT INTO secret_backup VALUES (md5('ann')::uuid, 'ann')`);
      await session.query(`ALTER TABLE secret_backup ENABLE ROW LEVEL SECURITY`);
      await session.query(`GRANT SELECT ON secret_backup, parent TO ${role}`);
      await session.query(`SET LOCAL ROLE ${role}`);
      await session.query(`CREATE TABLE child (ref uuid)`);
      await session.query(`INSERT INTO child VALUES (md5('ann')::uuid)`);
      const found = await look(session, 'pgmend', (catalog) => {
        const referencing = findRelation(catalog, { name: 'child' });
        const referenced = findRelation(catalog, { name: 'parent' });
        const column = referencing && columnByName(referencing, 'ref');
        const key = referenced && columnByName(referenced, 'id');
        if (!referencing || !referenced || !column || !key)
          throw new Error('the setup lacks child.ref or parent.id');
        return findMappings(session, { catalog, referencing, referenced, column, key });
      });
      expect(found.hidden).toEqual([expect.stringContaining('secret_backup')]);
      expect(found.weighed[0]?.evidence.matched).toBe(0);
    } finally {
      await session.query('ROLLBACK');
    }
  });
});
