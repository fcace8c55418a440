import type { FaultKind } from '../../src/diagnose/fault.ts';
import type { OwnSession } from '../servers/start-server.ts';

/** One fault as it stands in a database, and how `doctor` has to name it. */
export interface StandingCase {
  /** Tables, rows and what is wrong with them; in a schema of their own. */
  readonly sql: string;
  /** After `sql`, outside a transaction: what a statement leaves that fails. */
  readonly fails?: string;
  /** After that. */
  readonly after?: string;
  /** The first server version that can have it. */
  readonly since?: number;
  readonly id: string;
  /** Both sides as they stand in the report; for what has one side only, that. */
  readonly sides: readonly string[];
  readonly remedy: string;
}

/** Lays every fault that a server of this version can have. */
export async function layEveryFault(session: OwnSession, major: number): Promise<void> {
  for (const standing of Object.values(everyFault)) {
    for (const one of 'statementOnly' in standing ? [] : standing) {
      if ((one.since ?? 0) > major) continue;
      await session.query(one.sql);
      if (one.fails !== undefined) await session.query(one.fails).catch(() => {});
      if (one.after !== undefined) await session.query(one.after);
    }
  }
}

/** Why a kind cannot stand in a database: there is nothing to see before a statement fails at it. */
export interface StatementOnly {
  readonly statementOnly: string;
}

/**
 * Every kind of fault: what a database looks like that has it, or why none can. A new kind is missing here for the
 * compiler.
 */
export const everyFault: Readonly<Record<FaultKind, readonly StandingCase[] | StatementOnly>> = {
  'narrow-reference': [
    {
      sql: `CREATE TABLE events (id bigserial PRIMARY KEY);
        CREATE TABLE event_notes (id int PRIMARY KEY, event_id int REFERENCES events);`,
      id: 'event_notes.event_id',
      sides: ['event_notes.event_id', 'events.id'],
      remedy: 'retype-referencing',
    },
  ],
  'dependent-objects': {
    statementOnly: 'what others stand on is there as long as nothing drops it',
  },
  'later-table': { statementOnly: 'the statement names a table that is not there yet' },
  'put-off-key': {
    statementOnly: 'a run writes it into the journal; test/platform/put-off.test.ts has it',
  },
  'incompatible-types': [
    {
      sql: `CREATE TABLE users (id serial PRIMARY KEY, old_id uuid UNIQUE, email text);
        CREATE TABLE sessions (id int PRIMARY KEY, "userId" uuid);
        INSERT INTO users (old_id, email) SELECT md5(n::text)::uuid, n || '@x' FROM generate_series(1, 9) AS n;
        INSERT INTO sessions SELECT id, old_id FROM users;`,
      id: 'sessions.userId',
      sides: ['sessions."userId"', 'users.id'],
      remedy: 'retype-referencing',
    },
    {
      sql: `CREATE TABLE players (id bigint PRIMARY KEY);
        CREATE TABLE scores (id int PRIMARY KEY, player_id uuid);
        CREATE INDEX ON scores (player_id);`,
      id: 'scores.player_id',
      sides: ['scores.player_id', 'players.id'],
      remedy: 'retype-referencing',
    },
    {
      sql: `CREATE TABLE orders (region text, number int, PRIMARY KEY (region, number));
        CREATE TABLE parcels (id int PRIMARY KEY, order_region text, order_number text);
        INSERT INTO orders SELECT 'eu', n FROM generate_series(1, 9) AS n;
        INSERT INTO parcels SELECT n, 'eu', n::text FROM generate_series(1, 9) AS n;`,
      id: 'parcels.order_region,order_number',
      sides: ['parcels.order_number', 'orders.number'],
      remedy: 'retype-referencing',
    },
    {
      sql: `CREATE TYPE state AS ENUM ('open', 'done'); CREATE TYPE state_old AS ENUM ('open', 'done');
        CREATE TABLE order_states (state state PRIMARY KEY);
        CREATE TABLE jobs (id int PRIMARY KEY, order_state state_old);
        INSERT INTO order_states VALUES ('open'), ('done');
        INSERT INTO jobs VALUES (1, 'open'), (2, 'done');`,
      id: 'jobs.order_state',
      sides: ['jobs.order_state', 'order_states.state'],
      remedy: 'retype-referencing',
    },
  ],
  'no-unique-key': [
    {
      sql: `CREATE TABLE rooms (id int); CREATE TABLE bookings (id int PRIMARY KEY, room_id int);
        INSERT INTO rooms VALUES (1), (2); INSERT INTO bookings VALUES (1, 2), (2, 2);`,
      id: 'rooms.id',
      sides: ['bookings.room_id', 'rooms.id'],
      remedy: 'add-unique',
    },
    {
      sql: `CREATE TABLE slots (id int PRIMARY KEY DEFERRABLE); CREATE TABLE visits (id int PRIMARY KEY, slot_id int);
        INSERT INTO slots VALUES (1), (2); INSERT INTO visits VALUES (1, 2);`,
      id: 'slots.id',
      sides: ['visits.slot_id', 'slots.id'],
      remedy: 'add-unique',
    },
    {
      sql: `CREATE TABLE countries (id int PRIMARY KEY, code text, gone boolean);
        CREATE UNIQUE INDEX ON countries (code) WHERE NOT gone;
        CREATE TABLE cities (id int PRIMARY KEY, country_code text);
        INSERT INTO countries VALUES (1, 'de', false), (2, 'fr', false); INSERT INTO cities VALUES (1, 'de'), (2, 'de');`,
      id: 'countries.code',
      sides: ['cities.country_code', 'countries.code'],
      remedy: 'add-unique',
    },
  ],
  orphans: [
    {
      sql: `CREATE TABLE authors (id int PRIMARY KEY); CREATE TABLE posts (id int PRIMARY KEY, author int);
        INSERT INTO authors VALUES (1); INSERT INTO posts VALUES (1, 1), (2, 7);
        ALTER TABLE posts ADD CONSTRAINT posts_author FOREIGN KEY (author) REFERENCES authors NOT VALID;`,
      id: 'posts.author',
      sides: ['posts.author', 'authors.id'],
      remedy: 'keep-references',
    },
    {
      sql: `CREATE TABLE customers (id int PRIMARY KEY); CREATE TABLE bills (id int PRIMARY KEY, customer_id int);
        INSERT INTO customers SELECT generate_series(1, 9);
        INSERT INTO bills SELECT n, n FROM generate_series(1, 9) AS n; INSERT INTO bills VALUES (10, 0), (11, 77);`,
      id: 'bills.customer_id',
      sides: ['bills.customer_id', 'customers.id'],
      remedy: 'keep-references',
    },
  ],
  'not-validated': [
    {
      sql: `CREATE TABLE editors (id int PRIMARY KEY); CREATE TABLE texts (id int PRIMARY KEY, editor int);
        INSERT INTO editors VALUES (1); INSERT INTO texts VALUES (1, 1), (2, NULL);
        ALTER TABLE texts ADD CONSTRAINT texts_editor FOREIGN KEY (editor) REFERENCES editors NOT VALID;`,
      id: 'texts.texts_editor',
      sides: ['texts.editor', 'editors.id'],
      remedy: 'validate',
    },
  ],
  'set-null-on-not-null': [
    {
      sql: `CREATE TABLE trainers (id int PRIMARY KEY);
        CREATE TABLE lessons (id int PRIMARY KEY, trainer int NOT NULL REFERENCES trainers ON DELETE SET NULL);
        INSERT INTO trainers VALUES (1); INSERT INTO lessons VALUES (1, 1);`,
      id: 'lessons.lessons_trainer_fkey',
      sides: ['lessons.trainer', 'trainers.id'],
      remedy: 'no-action',
    },
    {
      sql: `CREATE TABLE levels (id int PRIMARY KEY);
        CREATE TABLE pupils (id int PRIMARY KEY, level int DEFAULT 0 REFERENCES levels ON DELETE SET DEFAULT);
        INSERT INTO levels VALUES (1); INSERT INTO pupils VALUES (1, 1);`,
      id: 'pupils.pupils_level_fkey',
      sides: ['pupils.level', 'levels.id'],
      remedy: 'no-action',
    },
  ],
  'duplicate-foreign-key': [
    {
      sql: `CREATE TABLE shops (id int PRIMARY KEY); CREATE TABLE goods (id int PRIMARY KEY, "shopId" int);
        ALTER TABLE goods ADD CONSTRAINT "goods_shopId_fkey" FOREIGN KEY ("shopId") REFERENCES shops;
        ALTER TABLE goods ADD CONSTRAINT goods_shopid_fkey FOREIGN KEY ("shopId") REFERENCES shops NOT VALID;`,
      id: 'goods.goods_shopId_fkey',
      sides: ['goods."shopId"', 'shops.id'],
      remedy: 'drop-redundant',
    },
    {
      sql: `CREATE TABLE teams (id int PRIMARY KEY); CREATE TABLE games (id int PRIMARY KEY, team int REFERENCES teams ON DELETE CASCADE);
        ALTER TABLE games ADD FOREIGN KEY (team) REFERENCES teams ON DELETE SET NULL;`,
      id: 'games.games_team_fkey',
      sides: ['games.team', 'teams.id'],
      remedy: 'keep-games_team_fkey',
    },
  ],
  'key-not-enforced': [
    {
      sql: `CREATE TABLE owners (id int PRIMARY KEY); CREATE TABLE pets (id int PRIMARY KEY, owner int REFERENCES owners);
        INSERT INTO owners VALUES (1); ALTER TABLE pets DISABLE TRIGGER ALL; INSERT INTO pets VALUES (1, 1), (2, 8);`,
      id: 'pets.pets_owner_fkey',
      sides: ['pets.owner', 'owners.id'],
      remedy: 'enforce',
    },
    {
      since: 18,
      sql: `CREATE TABLE makers (id int PRIMARY KEY);
        CREATE TABLE cars (id int PRIMARY KEY, maker int REFERENCES makers NOT ENFORCED);
        INSERT INTO makers VALUES (1); INSERT INTO cars VALUES (1, 1), (2, 8);`,
      id: 'cars.cars_maker_fkey',
      sides: ['cars.maker', 'makers.id'],
      remedy: 'enforce',
    },
  ],
  'invalid-index': [
    {
      sql: `CREATE TABLE members (id int PRIMARY KEY, email text); INSERT INTO members VALUES (1, 'a'), (2, 'a');`,
      fails: 'CREATE UNIQUE INDEX CONCURRENTLY members_email ON members (email)',
      after: 'DELETE FROM members WHERE id = 2',
      id: 'members.members_email',
      sides: ['members_email', 'members.email'],
      remedy: 'rebuild-index',
    },
    {
      sql: `CREATE TABLE guests (id int PRIMARY KEY, email text); INSERT INTO guests VALUES (1, 'a'), (2, 'a');`,
      fails: 'CREATE UNIQUE INDEX CONCURRENTLY guests_email ON guests (email)',
      id: 'guests.guests_email',
      sides: ['guests_email', 'guests.email'],
      remedy: 'by-hand',
    },
  ],
  'leftover-type': [
    {
      sql: `CREATE TYPE status AS ENUM ('new', 'paid'); CREATE TYPE status_old AS ENUM ('new');
        CREATE TABLE invoices (id int PRIMARY KEY, status status);`,
      id: 'type.status_old',
      sides: ['status_old', 'status'],
      remedy: 'drop-type',
    },
  ],
  'sequence-behind': [
    {
      sql: 'CREATE TABLE notes (id serial PRIMARY KEY); INSERT INTO notes VALUES (1), (5);',
      id: 'notes.id',
      sides: ['notes_id_seq', 'notes.id'],
      remedy: 'restart-sequence',
    },
  ],
  'narrow-sequence': [
    {
      sql: 'CREATE TABLE hits (id serial PRIMARY KEY); ALTER TABLE hits ALTER COLUMN id TYPE bigint;',
      id: 'hits.id',
      sides: ['hits_id_seq', 'hits.id'],
      remedy: 'widen-sequence',
    },
  ],
  'persistence-mix': [
    {
      sql: `CREATE UNLOGGED TABLE caches (id int PRIMARY KEY); CREATE TABLE reads (id int PRIMARY KEY, cache_id int);
        INSERT INTO caches VALUES (1); INSERT INTO reads VALUES (1, 1);`,
      id: 'reads.cache_id',
      sides: ['reads.cache_id', 'caches.id'],
      remedy: 'set-logged',
    },
  ],
  'array-column': [
    {
      sql: `CREATE TABLE tags (id int PRIMARY KEY); CREATE TABLE pages (id int PRIMARY KEY, tag_ids int[]);
        INSERT INTO tags VALUES (1), (2); INSERT INTO pages VALUES (1, '{1,2}');`,
      id: 'pages.tag_ids',
      sides: ['pages.tag_ids', 'tags.id'],
      remedy: 'by-hand',
    },
  ],
  'inheritance-parent': [
    {
      sql: `CREATE TABLE places (id int PRIMARY KEY); CREATE TABLE capitals () INHERITS (places);
        CREATE TABLE trips (id int PRIMARY KEY, place int);
        INSERT INTO places VALUES (1); INSERT INTO capitals VALUES (2); INSERT INTO trips VALUES (1, 1), (2, 2);
        ALTER TABLE trips ADD CONSTRAINT trips_place FOREIGN KEY (place) REFERENCES places NOT VALID;`,
      id: 'trips.trips_place',
      sides: ['trips.place', 'places.id'],
      remedy: 'by-hand',
    },
  ],
  'case-twins': [
    {
      sql: `CREATE TABLE people (id int PRIMARY KEY); CREATE TABLE "People" (id int PRIMARY KEY);
        INSERT INTO people VALUES (1); INSERT INTO "People" VALUES (1);`,
      id: 'people.People',
      sides: ['people.id', '"People".id'],
      remedy: 'by-hand',
    },
  ],
  'already-exists': {
    statementOnly:
      'it is the statement that wants to create what is there; what is there is no fault',
  },
  'blocked-type-change': {
    statementOnly: 'a view on a column is no fault until its type is changed',
  },
  'type-change-fails': { statementOnly: 'values are right for the type that they have' },
  'pending-trigger-events': { statementOnly: 'it lives in an open transaction' },
  'missing-rights': { statementOnly: 'a right is missing for something that somebody does' },
  'wrong-target': { statementOnly: 'PostgreSQL lays no foreign key to a view, so none can stand' },
  'missing-relation': { statementOnly: 'PostgreSQL lays no foreign key to what is not there' },
  'missing-column': { statementOnly: 'PostgreSQL lays no foreign key on what is not there' },
  'column-count': { statementOnly: 'PostgreSQL lays no such foreign key' },
  'second-primary-key': { statementOnly: 'PostgreSQL adds no second one' },
  'truncate-referenced': { statementOnly: 'a table that is referenced is no fault' },
  'data-step': { statementOnly: 'the row that breaks a reference is never written' },
  'default-type': { statementOnly: 'PostgreSQL stores no default of another type' },
  'identity-type': { statementOnly: 'PostgreSQL makes no identity column of another type' },
  'missing-constraint': { statementOnly: 'a name is wrong in the statement that says it' },
  'not-null-on-rows': {
    statementOnly: 'PostgreSQL sets NOT NULL only where every row has a value',
  },
};
