import { describe, expect, test } from 'vitest';
import { explainAll, explainText } from './explain-text.ts';

/** One error of a server: what the tools below print of it. */
interface Said {
  readonly kind: string | null;
  readonly sqlstate: string;
  /** As PostgreSQL names the condition, in drivers' camel case. */
  readonly condition: string;
  readonly message: string;
  readonly detail: string | null;
  readonly sql: string;
  /** What every way of printing it has to bring out. */
  readonly headline: RegExp;
}

const errors: readonly Said[] = [
  {
    kind: 'incompatible-types',
    sqlstate: '42804',
    condition: 'DatatypeMismatch',
    message: 'foreign key constraint "posts_userId_fkey" cannot be implemented',
    detail:
      'Key columns "userId" of the referencing table and "id" of the referenced table are of incompatible types: character varying and uuid.',
    sql: 'ALTER TABLE "posts" ADD CONSTRAINT "posts_userId_fkey" FOREIGN KEY ("userId") REFERENCES "Users" ("id")',
    headline: /posts_userId_fkey|posts\."userId" is character varying/,
  },
  {
    kind: 'orphans',
    sqlstate: '23503',
    condition: 'ForeignKeyViolation',
    message:
      'insert or update on table "orders" violates foreign key constraint "orders_customer_id_fkey"',
    detail: 'Key (customer_id)=(99) is not present in table "customers".',
    sql: 'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id)',
    headline: /^Rows of orders reference nothing/,
  },
  {
    kind: 'no-unique-key',
    sqlstate: '42830',
    condition: 'InvalidForeignKey',
    message: 'there is no unique constraint matching given keys for referenced table "Users"',
    detail: null,
    sql: 'ALTER TABLE "a" ADD CONSTRAINT "x" FOREIGN KEY ("name") REFERENCES "Users" ("userName")',
    headline: /^No primary key, unique constraint or plain unique index stands on .+ of "Users"/,
  },
  {
    kind: 'blocked-type-change',
    sqlstate: '0A000',
    condition: 'FeatureNotSupported',
    message: 'cannot alter type of a column used by a view or rule',
    detail: 'rule _RETURN on view "Post counts" depends on column "user_id"',
    sql: 'ALTER TABLE "posts" ALTER COLUMN "user_id" TYPE uuid USING user_id::uuid',
    headline: /^The type of (?:posts\.user_id|user_id|the column) cannot be changed/,
  },
  {
    kind: 'missing-relation',
    sqlstate: '42P01',
    condition: 'UndefinedTable',
    message: 'relation "Users" does not exist',
    detail: null,
    sql: 'ALTER TABLE "posts" ADD FOREIGN KEY ("userId") REFERENCES "Users" ("id")',
    headline: /^PostgreSQL finds no table "Users"/,
  },
  {
    kind: 'missing-rights',
    sqlstate: '42501',
    condition: 'InsufficientPrivilege',
    message: 'must be owner of table groups',
    detail: null,
    sql: 'ALTER TABLE groups ADD COLUMN user_id integer REFERENCES users (id)',
    headline: /does not own the table groups\.$/,
  },
];

const esc = '\u001b';
const detailed = (said: Said, before = 'DETAIL:  ') =>
  said.detail === null ? '' : `\n${before}${said.detail}`;

/** The shapes in which tools print an error; all from their sources or from runs. */
const tools: Readonly<Record<string, (said: Said) => string>> = {
  'sequelize-cli': (said) =>
    `\n== 20240101-keys: migrating =======\n\nERROR: ${said.message}${detailed(said, 'ERROR DETAIL: ')}\n`,
  'Knex, without the DETAIL': (said) =>
    `migration file "20240101_keys.js" failed\nmigration failed with error: ${said.sql} - ${said.message}\n${said.sql} - ${said.message}\nerror: ${said.sql} - ${said.message}\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:285:98)`,
  'Prisma migrate deploy': (said) =>
    `Error: P3018\n\nA migration failed to apply. New migrations cannot be applied before the error is recovered from.\n\nMigration name: 20240101_keys\n\nDatabase error code: ${said.sqlstate}\n\nDatabase error:\nERROR: ${said.message}${detailed(said, 'DETAIL: ')}\n\nDbError { severity: "ERROR", parsed_severity: Some(Error), code: SqlState(E${said.sqlstate}), message: "${said.message.replaceAll('"', '\\"')}", detail: ${said.detail === null ? 'None' : `Some("${said.detail.replaceAll('"', '\\"')}")`}, hint: None }`,
  'Prisma, the shadow database': (said) =>
    `Error: P3006\n\nMigration \`20240101_keys\` failed to apply cleanly to the shadow database.\nError:\nERROR: ${said.message}${detailed(said, 'DETAIL: ')}\n   0: sql_schema_connector::validate_migrations\n`,
  TypeORM: (said) =>
    `Migration "Keys1704067200000" failed, error: ${said.message}\nQueryFailedError: ${said.message}\n    at PostgresQueryRunner.query (/app/src/driver/postgres/PostgresQueryRunner.ts:299:19) {\n  query: '${said.sql}',\n  parameters: undefined,\n  driverError: error: ${said.message}\n      at Parser.parseErrorMessage (/app/node_modules/pg-protocol/src/parser.ts:369:69) {\n    length: 208,\n    severity: 'ERROR',\n    code: '${said.sqlstate}',\n    detail: ${said.detail === null ? 'undefined' : `'${said.detail}'`},\n    routine: 'ATAddForeignKeyConstraint'\n  }\n}`,
  'Drizzle, a nested cause': (said) =>
    `DrizzleQueryError: Failed query: ${said.sql}\nparams: \n    at NodePgPreparedQuery.queryWithCache (/app/node_modules/drizzle-orm/pg-core/session.js:41:15) {\n  query: '${said.sql}',\n  params: [],\n  [cause]: error: ${said.message}\n      at /app/node_modules/pg/lib/client.js:526:17 {\n    code: '${said.sqlstate}',\n    detail: ${said.detail === null ? 'undefined' : `'${said.detail}'`}\n  }\n}`,
  'JSON of a logger': (said) =>
    JSON.stringify({
      level: 50,
      err: {
        type: 'DatabaseError',
        message: said.message,
        code: said.sqlstate,
        detail: said.detail ?? undefined,
        sql: said.sql,
      },
    }),
  'JSON in JSON': (said) =>
    JSON.stringify({
      log: JSON.stringify({ error: `${said.message}${detailed(said)}`, sql: said.sql }),
    }),
  Django: (said) =>
    `Traceback (most recent call last):\n  File "/app/db/backends/utils.py", line 105, in _execute\n    return self.cursor.execute(sql, params)\npsycopg2.errors.${said.condition}: ${said.message}${detailed(said)}\n\n\nThe above exception was the direct cause of the following exception:\n\ndjango.db.utils.ProgrammingError: ${said.message}${detailed(said)}\n`,
  'Alembic, SQLAlchemy': (said) =>
    `sqlalchemy.exc.ProgrammingError: (psycopg2.errors.${said.condition}) ${said.message}${detailed(said)}\n\n[SQL: ${said.sql}]\n(Background on this error at: https://sqlalche.me/e/20/f405)`,
  asyncpg: (said) =>
    `sqlalchemy.exc.DBAPIError: (sqlalchemy.dialects.postgresql.asyncpg.Error) <class 'asyncpg.exceptions.${said.condition}Error'>: ${said.message}${detailed(said)}\n[SQL: ${said.sql}]`,
  Rails: (said) =>
    `rails aborted!\nStandardError: An error has occurred, this and all later migrations canceled:\n\nPG::${said.condition}: ERROR:  ${said.message}${detailed(said)}\n/app/db/migrate/20240101_keys.rb:3:in 'change'\n\nCaused by:\nActiveRecord::StatementInvalid: PG::${said.condition}: ERROR:  ${said.message}${detailed(said)}`,
  Flyway: (said) =>
    `Migration V2__keys.sql failed\n-----------------------------\nSQL State  : ${said.sqlstate}\nError Code : 0\nMessage    : ERROR: ${said.message}${detailed(said, '  Detail: ')}\nLocation   : db/migration/V2__keys.sql (/app/db/migration/V2__keys.sql)\nLine       : 1\nStatement  : ${said.sql}`,
  'Liquibase, JDBC': (said) =>
    `Unexpected error running Liquibase: Migration failed for changeset db/changelog.xml::2::me:\n     Reason: liquibase.exception.DatabaseException: ERROR: ${said.message}${detailed(said, '  Detail: ')} [Failed SQL: (0) ${said.sql}]`,
  'Go, lib/pq': (said) =>
    `error: migration failed in line 0: ${said.sql} (details: pq: ${said.message})`,
  'Go, pgx': (said) =>
    `goose run: ERROR 00002_keys.sql: failed to run SQL migration: failed to execute SQL query "${said.sql}": ERROR: ${said.message} (SQLSTATE ${said.sqlstate})`,
  'Laravel, PDO': (said) =>
    `SQLSTATE[${said.sqlstate}]: Datatype mismatch: 7 ERROR:  ${said.message}${detailed(said)} (Connection: pgsql, SQL: ${said.sql})`,
  'Npgsql, Entity Framework': (said) =>
    `Npgsql.PostgresException (0x80004005): ${said.sqlstate}: ${said.message}\n\n${said.detail === null ? '' : `DETAIL: ${said.detail}\n`}   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong\n  Exception data:\n    Severity: ERROR\n    SqlState: ${said.sqlstate}\n    MessageText: ${said.message}`,
  'Ecto, Postgrex': (said) =>
    `** (Postgrex.Error) ERROR ${said.sqlstate} (${said.condition.replaceAll(/(?<=.)([A-Z])/g, '_$1').toLowerCase()}) ${said.message}\n\n    (ecto_sql 3.11.1) lib/ecto/adapters/sql.ex:1054`,
  'Rust, sqlx': (said) =>
    `error: while executing migrations: error returned from database: ${said.message}`,
  'psql, verbose': (said) =>
    `psql:keys.sql:3: ERROR:  ${said.sqlstate}: ${said.message}${detailed(said)}\nLOCATION:  ATAddForeignKeyConstraint, tablecmds.c:9750`,
  'colours in the middle': (said) =>
    `${esc}[31m${esc}[1mERROR:${esc}[22m ${said.message.replaceAll('"', `${esc}[33m"${esc}[31m`)}${esc}[39m${detailed(said, `${esc}[90mDETAIL: `)}${esc}[39m`,
  'the log of a container': (said) =>
    `migrate-1  | > app@1.0.0 migrate\nmigrate-1  | ERROR: ${said.message}${detailed(said, 'migrate-1  | ERROR DETAIL: ')}\nmigrate-1 exited with code 1`,
  'the log of GitHub Actions': (said) =>
    `2024-05-01T10:00:00.1234567Z ERROR:  ${said.message}${detailed(said, '2024-05-01T10:00:00.1234570Z DETAIL:  ')}\n2024-05-01T10:00:01.0000000Z ##[error]Process completed with exit code 1.`,
  'the log of the server': (said) =>
    `2024-05-01 10:00:00.123 UTC [42] ERROR:  ${said.message}${detailed(said, '2024-05-01 10:00:00.123 UTC [42] DETAIL:  ')}\n2024-05-01 10:00:00.123 UTC [42] STATEMENT:  ${said.sql}`,
  'a page of HTML': (said) =>
    `<pre>ERROR: ${said.message.replaceAll('"', '&quot;')}${detailed(said).replaceAll('"', '&quot;')}</pre>`,
};

describe.each(Object.entries(tools))('%s', (_, print) => {
  test.each(errors)('$message', (said) => {
    const text = print(said);
    const explanation = explainText(text);
    expect(explanation, text).toMatchObject({ kind: said.kind, sqlstate: said.sqlstate });
    expect(explanation?.headline).toMatch(said.headline);
    expect(explainAll(text)).toHaveLength(1);
    if (said.detail !== null && text.includes('incompatible types')) {
      expect(explanation?.sides.map((side) => side.type)).toEqual(['character varying', 'uuid']);
    }
  });
});

test('SQL beside the error fills in what the tool has left out', () => {
  const text =
    'migration failed with error: alter table "posts" add constraint "posts_user_id_foreign" foreign key ("user_id") references "auth"."Users" ("id") on delete CASCADE - foreign key constraint "posts_user_id_foreign" cannot be implemented';
  expect(explainText(text)?.sides).toEqual([
    { role: 'referencing', table: 'posts', column: 'user_id', type: null },
    { role: 'referenced', table: '"Users"', column: 'id', type: null },
  ]);
});

test.each([
  ['[42804] something in a language that nobody knows', 'incompatible-types'],
  ['code: "42P01"', 'missing-relation'],
  ['2BP01', 'dependent-objects'],
  ['PG::SequenceGeneratorLimitExceeded', 'narrow-sequence'],
  ['PG::UniqueViolation', null],
  ['PG::ForeignKeyViolation', 'orphans'],
  ['SequelizeForeignKeyConstraintError', 'orphans'],
  ['Błąd: 42830: brak ograniczenia', 'no-unique-key'],
  ['HATA:  42704: "x" kısıtlaması mevcut değil', 'missing-constraint'],
])('without a message, by SQLSTATE or its name: %s', (text, kind) => {
  const explanation = explainText(text);
  expect(explanation).toMatchObject({ kind });
  expect(explanation?.waysOut[0]?.code).toMatch(/^npx pgmend run/);
});

test.each(['error code 428045', 'port 42804 is in use', 'x42P01y', 'a datatype that mismatches'])(
  'a number that is no SQLSTATE: %s',
  (text) => {
    expect(explainText(text)).toBeNull();
  },
);

test('an aborted transaction is a consequence: the first error is explained', () => {
  const text = `ERROR: column "a" of relation "t" already exists
ERROR: current transaction is aborted, commands ignored until end of transaction block`;
  expect(explainText(text)?.kind).toBe('already-exists');
  expect(explainAll(text)).toHaveLength(2);
});
