import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnByName, findRelation } from '../../src/catalog/lookup.ts';
import { readCatalog } from '../../src/catalog/read-catalog.ts';
import { readDependents } from '../../src/catalog/read-dependents.ts';
import { quietSettings, withSettings } from '../../src/postgres/with-settings.ts';
import { majors, type OwnSession, sharedServer, type Target } from '../servers/start-server.ts';

/** What reads the key as a number cannot be laid back over a uuid; what only passes it on can. */
const schema = `
CREATE SCHEMA shop;
CREATE TABLE shop.users (id integer PRIMARY KEY, name text, manager integer REFERENCES shop.users);
CREATE TABLE shop.orders (id bigint PRIMARY KEY, "userId" integer REFERENCES shop.users, total numeric);
CREATE TABLE audit (what text, who integer);

CREATE VIEW shop.names AS SELECT id, name FROM shop.users;
CREATE VIEW shop.joined AS SELECT n.name, o.total FROM shop.names n JOIN shop.orders o ON o."userId" = n.id;
CREATE VIEW shop.first_ten AS SELECT name FROM shop.users WHERE id <= 10;
CREATE VIEW shop.on_first AS SELECT f.name FROM shop.first_ten f;
CREATE VIEW shop.mod AS SELECT (id % 10) AS shard FROM shop.names;
CREATE VIEW shop.system AS SELECT ctid, id FROM shop.users;
CREATE VIEW shop.whole AS SELECT users::text AS line, id FROM shop.users;
CREATE VIEW shop.hidden AS WITH users AS (SELECT 1 AS one) SELECT u.id, users.one FROM users, shop.users AS u;
CREATE MATERIALIZED VIEW shop.counts AS SELECT "userId", count(*) FROM shop.orders GROUP BY 1;

CREATE POLICY own ON shop.users USING (id::text = current_setting('app.user', true));
CREATE POLICY root ON shop.users USING (id = 1);
CREATE POLICY checked ON shop.users FOR INSERT WITH CHECK (id > 0);
CREATE POLICY through ON audit USING (who IN (SELECT o.id::integer FROM shop.orders o WHERE o."userId" > 3));

CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER moved AFTER UPDATE ON shop.users FOR EACH ROW WHEN (old.id IS DISTINCT FROM new.id) EXECUTE FUNCTION nothing();
CREATE TRIGGER small AFTER INSERT ON shop.users FOR EACH ROW WHEN (new.id < 100) EXECUTE FUNCTION nothing();
CREATE RULE kept AS ON DELETE TO shop.users WHERE (old.id = 1) DO INSTEAD NOTHING;
CREATE RULE same AS ON UPDATE TO shop.users WHERE (old.id <> new.id) DO INSTEAD NOTHING;
`;

describe.each(majors)('dependents that the new type does not suit, on PostgreSQL %i', (major) => {
  let target: Target;
  let session: OwnSession;
  beforeAll(async () => {
    const server = await sharedServer(major);
    target = await server.createDatabase();
    session = await server.session(target);
    await session.query(schema);
  });
  afterAll(() => session?.close());

  async function refused(type: string): Promise<string[]> {
    await session.query('BEGIN');
    try {
      return await withSettings(session, quietSettings, async () => {
        const catalog = await readCatalog(session, { searchPath: ['public'] });
        const newType = catalog.types.find((one) => one.sql === type)?.oid ?? 0;
        const columns = [
          ['users', 'id'],
          ['users', 'manager'],
          ['orders', 'userId'],
        ].map(([name = '', column = '']) => {
          const table = findRelation(catalog, { schema: 'shop', name });
          if (table === undefined) throw new Error(name);
          return { table: table.oid, column: columnByName(table, column)?.number ?? 0, newType };
        });
        const found = await readDependents(session, catalog, columns);
        // The session is as it was: names still have to be qualified.
        const { rows } = await session.query<{ path: string }>(
          `SELECT current_setting('search_path') AS path`,
        );
        expect(rows[0]?.path).toBe(quietSettings.search_path);
        return found.filter((one) => one.handling === 'refused').map((one) => one.reason ?? '');
      });
    } finally {
      await session.query('ROLLBACK');
    }
  }

  it('are named before anything changes, with what the server says', async () => {
    const reasons = await refused('uuid');
    const about = (words: string) => reasons.filter((one) => one.includes(words));
    expect(
      reasons.map((one) => /^The (.*) is written for the old type/.exec(one)?.[1]).sort(),
    ).toEqual([
      'policy checked on table shop.users',
      'policy root on table shop.users',
      'policy through on table public.audit',
      'rule kept on table shop.users',
      'trigger small on table shop.users',
      'view shop.first_ten',
      'view shop.mod',
    ]);
    expect(about('first_ten')).toEqual([
      'The view shop.first_ten is written for the old type: PostgreSQL would not take it back (operator does not exist: uuid <= integer). Change it so that it suits both types, or drop it first.',
    ]);
  });

  it('are none where the new type takes the same operators', async () => {
    expect(await refused('bigint')).toEqual([]);
  });
});
