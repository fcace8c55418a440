/** A database in which the migration of every tool stops at the same foreign key, each for its own reason. */
export interface TableFault {
  readonly name: string;
  readonly before: string;
  /** A query and its one value once the migration went through. */
  readonly after: readonly [sql: string, value: string];
  /** pgmend changes nothing stored, so there is nothing to undo. */
  readonly nothingToUndo?: true;
}

const users = `
CREATE TABLE users (id integer PRIMARY KEY, email text);
INSERT INTO users SELECT n, 'user' || n || '@example.com' FROM generate_series(1, 40) AS n;`;

/** The three faults of the table. */
export const tableFaults: readonly TableFault[] = [
  {
    name: 'types with data',
    before: `${users}
CREATE TABLE bookings (id integer PRIMARY KEY, user_id text, seat text);
INSERT INTO bookings SELECT n, CASE WHEN n % 10 = 0 THEN NULL ELSE (n % 40 + 1)::text END, 'A' || n FROM generate_series(1, 100) AS n;`,
    after: [
      `SELECT concat(pg_typeof(user_id), ' ', sum(b.user_id) = sum(u.id), ' ', count(*)) FROM bookings b JOIN users u ON u.id = b.user_id GROUP BY pg_typeof(user_id)`,
      'integer t 90',
    ],
  },
  {
    name: 'orphans',
    before: `${users}
CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer, seat text);
INSERT INTO bookings SELECT n, n, 'A' || n FROM generate_series(1, 43) AS n;`,
    after: [
      `SELECT concat(count(user_id), ' of ', count(*), ', kept ', (SELECT count(*) FROM pgmend.kept_values WHERE restored IS NULL)) FROM bookings`,
      '40 of 43, kept 3',
    ],
  },
  {
    name: 'half-applied',
    before: `${users}
CREATE TABLE bookings (id integer PRIMARY KEY, user_id integer, seat text,
  CONSTRAINT bookings_user_id_fkey FOREIGN KEY (user_id) REFERENCES users (id));
INSERT INTO bookings SELECT n, n, 'A' || n FROM generate_series(1, 40) AS n;`,
    after: [
      `SELECT concat(count(*), ' key') FROM pg_constraint WHERE conrelid = 'bookings'::regclass AND contype = 'f'`,
      '1 key',
    ],
    nothingToUndo: true,
  },
];
