import type { Target } from '../../src/postgres/target.ts';
import { alembic, alembicAsync } from '../tool-table/projects/alembic.ts';
import { django } from '../tool-table/projects/django.ts';
import { drizzle } from '../tool-table/projects/drizzle.ts';
import { drizzleMigrate1 } from '../tool-table/projects/drizzle-push.ts';
import { flyway } from '../tool-table/projects/flyway.ts';
import { dbmate, golangMigrate, goose } from '../tool-table/projects/go-tools.ts';
import { knex } from '../tool-table/projects/knex.ts';
import { kysely } from '../tool-table/projects/kysely.ts';
import { mikroOrm } from '../tool-table/projects/mikro-orm.ts';
import { nodePgMigrate } from '../tool-table/projects/node-pg-migrate.ts';
import { prismaDeploy } from '../tool-table/projects/prisma.ts';
import { rails } from '../tool-table/projects/rails.ts';
import { pgScript, postgresScript, psql } from '../tool-table/projects/scripts.ts';
import { sequelize } from '../tool-table/projects/sequelize.ts';
import { typeorm } from '../tool-table/projects/typeorm.ts';
import { type ToolProject, urlOf } from '../tool-table/tool-project.ts';

/** A tool whose own configuration asks for TLS, verified by the file `ca.pem` in its project's folder. */
export interface TlsClient {
  readonly how: string;
  readonly project: ToolProject;
}

const verified = 'sslmode=verify-full&sslrootcert=ca.pem';
const verifiedUrl = (database: Target) => `${urlOf(database)}?${verified}`;

/** The project with its text of one file, or its variables, in other words. */
function configured(
  project: ToolProject,
  file: string,
  edit: (text: string, database: Target) => string,
): ToolProject {
  return {
    ...project,
    files: (database) => {
      const files = project.files(database);
      const text = files[file] ?? '';
      const edited = edit(text, database);
      if (edited === text) throw new Error(`Nothing of ${file} was to be edited:\n${text}`);
      return { ...files, [file]: edited };
    },
  };
}

const edited = (
  project: ToolProject,
  file: string,
  edit: (text: string, database: Target) => string,
) => ({
  ...project,
  edits: (database: Target) => {
    const edits = project.edits?.(database) ?? {};
    return { ...edits, [file]: (text: string) => edit(edits[file]?.(text) ?? text, database) };
  },
});

function withoutVariables({ env: _, ...project }: ToolProject): ToolProject {
  return project;
}

const readCa = `require('node:fs').readFileSync('ca.pem', 'utf8')`;
/** The database as settings of an object. */
const partsOf = ({ host, port, user, password, database }: Target) =>
  Object.entries({ host, port, user, password: password ?? '', database })
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join(', ');
const inUrl = (text: string, database: Target) =>
  text
    .replace(`${urlOf(database)}?sslmode=disable`, urlOf(database))
    .replace(urlOf(database), verifiedUrl(database));

export const tlsClients: readonly TlsClient[] = [
  {
    how: 'pg, by its URL',
    project: configured(pgScript, 'migrate.mjs', inUrl),
  },
  {
    how: 'pg, ssl: { ca }',
    project: configured(pgScript, 'migrate.mjs', (text, database) =>
      text
        .replace(
          `'${urlOf(database)}'`,
          `{ connectionString: '${urlOf(database)}', ssl: { ca: readFileSync('ca.pem', 'utf8') } }`,
        )
        .replace('import pg', `import { readFileSync } from 'node:fs';\nimport pg`),
    ),
  },
  {
    how: 'pg, ssl: { rejectUnauthorized: false }',
    project: configured(pgScript, 'migrate.mjs', (text, database) =>
      text.replace(
        `'${urlOf(database)}'`,
        `{ connectionString: '${urlOf(database)}', ssl: { rejectUnauthorized: false } }`,
      ),
    ),
  },
  {
    how: 'postgres.js, ssl: { ca }',
    project: configured(postgresScript, 'migrate.mjs', (text, database) =>
      text
        .replace(
          `'${urlOf(database)}'`,
          `'${urlOf(database)}', { ssl: { ca: readFileSync('ca.pem', 'utf8') } }`,
        )
        .replace('import postgres', `import { readFileSync } from 'node:fs';\nimport postgres`),
    ),
  },
  {
    how: 'postgres.js, ssl: verify-full, NODE_EXTRA_CA_CERTS',
    project: {
      ...configured(postgresScript, 'migrate.mjs', (text, database) =>
        text.replace(`'${urlOf(database)}'`, `'${urlOf(database)}', { ssl: 'verify-full' }`),
      ),
      env: () => ({ NODE_EXTRA_CA_CERTS: 'ca.pem' }),
    },
  },
  {
    how: 'Sequelize, dialectOptions.ssl',
    project: {
      ...sequelize,
      files: (database) => {
        const { 'config/config.json': config = '', ...files } = sequelize.files(database);
        const settings = JSON.stringify(JSON.parse(config).development).slice(0, -1);
        return {
          ...files,
          '.sequelizerc': `module.exports = { config: 'config/config.js' };\n`,
          'config/config.js': `module.exports = { development: ${settings}, "dialectOptions": { "ssl": { "ca": ${readCa} } } } };\n`,
        };
      },
    },
  },
  {
    how: 'Knex, connection.ssl',
    project: configured(knex, 'knexfile.js', (text) =>
      text.replace('"host"', `"ssl": { "ca": ${readCa} }, "host"`),
    ),
  },
  {
    how: 'TypeORM, ssl',
    project: configured(typeorm, 'data-source.js', (text) =>
      text.replace('  host:', `  ssl: { ca: ${readCa} },\n  host:`),
    ),
  },
  {
    how: 'node-pg-migrate, DATABASE_URL',
    project: { ...nodePgMigrate, env: (database) => ({ DATABASE_URL: verifiedUrl(database) }) },
  },
  { how: 'drizzle-kit, its URL', project: configured(drizzle, 'drizzle.config.ts', inUrl) },
  {
    how: 'drizzle-kit 1.0, dbCredentials.ssl',
    project: configured(drizzleMigrate1, 'drizzle.config.ts', (text, database) =>
      text.replace(`url: '${urlOf(database)}'`, `${partsOf(database)}, ssl: { ca: ${readCa} }`),
    ),
  },
  {
    how: 'MikroORM, driverOptions',
    project: configured(mikroOrm, 'mikro-orm.config.js', (text) =>
      text.replace(
        '  host:',
        `  driverOptions: { connection: { ssl: { ca: ${readCa} } } },\n  host:`,
      ),
    ),
  },
  {
    how: 'Kysely, the ssl of its pool',
    project: configured(kysely, 'migrate.mjs', (text) =>
      text
        .replace('{"host"', `{ ssl: { ca: readFileSync('ca.pem', 'utf8') }, "host"`)
        .replace('import pg', `import { readFileSync } from 'node:fs';\nimport pg`),
    ),
  },
  {
    how: 'Prisma, engine "js", the ssl of its adapter',
    project: configured(prismaDeploy, 'prisma.config.ts', (text, database) =>
      text
        .replace(
          `connectionString: '${urlOf(database)}'`,
          `${partsOf(database)}, ssl: { ca: readFileSync('ca.pem', 'utf8') }`,
        )
        .replace('import { PrismaPg', `import { readFileSync } from 'node:fs';\nimport { PrismaPg`),
    ),
  },
  {
    how: 'psql, PGSSLMODE and PGSSLROOTCERT',
    project: {
      ...psql,
      env: (database) => ({
        ...psql.env?.(database),
        PGSSLMODE: 'verify-full',
        PGSSLROOTCERT: 'ca.pem',
      }),
    },
  },
  {
    how: 'psql, a connection string in the command',
    project: {
      ...psql,
      env: () => ({}),
      migrate: [
        'psql',
        `$DATABASE_URL?${verified}`,
        '-X',
        '-v',
        'ON_ERROR_STOP=1',
        '-f',
        'migration.sql',
      ],
    },
  },
  {
    how: 'Django (psycopg 3), OPTIONS',
    project: edited(django, 'shop/settings.py', (text) =>
      text.replace(
        "        'HOST'",
        `        'OPTIONS': {'sslmode': 'verify-full', 'sslrootcert': 'ca.pem'},\n        'HOST'`,
      ),
    ),
  },
  {
    how: 'Alembic (psycopg2), its URL',
    project: edited(alembic, 'alembic.ini', (text) =>
      text.replace(/^(sqlalchemy\.url = .*)$/m, `$1?${verified}`),
    ),
  },
  {
    how: 'Alembic (asyncpg), an SSL context',
    project: edited(
      { ...alembicAsync, edits: (database) => ({ ...alembicAsync.edits?.(database) }) },
      'alembic/env.py',
      (text) =>
        text.replace(
          'poolclass=pool.NullPool,',
          "poolclass=pool.NullPool,\n        connect_args={'ssl': __import__('ssl').create_default_context(cafile='ca.pem')},",
        ),
    ),
  },
  {
    how: 'Rails, DATABASE_URL',
    project: { ...rails, env: (database) => ({ DATABASE_URL: verifiedUrl(database) }) },
  },
  {
    how: 'Rails, its database.yml',
    project: edited(
      withoutVariables(rails),
      'config/database.yml',
      (text, { host, port, user, password, database }) =>
        text.replace(
          /^ {2}database: .*_development$/m,
          `  database: ${database}\n  host: ${host}\n  port: ${port}\n  username: ${user}\n  password: ${password}\n  sslmode: verify-full\n  sslrootcert: ca.pem`,
        ),
    ),
  },
  { how: 'dbmate (lib/pq), .env', project: configured(dbmate, '.env', inUrl) },
  { how: 'goose (pgx), .env', project: configured(goose, '.env', inUrl) },
  {
    how: 'golang-migrate (lib/pq), a URL in the command',
    project: {
      ...golangMigrate,
      migrate: ['migrate', '-path', 'migrations', '-database', `$DATABASE_URL?${verified}`, 'up'],
    },
  },
  {
    how: 'Flyway (JDBC), sslmode=require in its pom.xml',
    project: configured(flyway, 'pom.xml', (text) =>
      text.replace('</url>', '?sslmode=require&amp;channelBinding=disable</url>'),
    ),
  },
  {
    how: 'Flyway (JDBC), a verified URL in the command',
    project: {
      ...flyway,
      migrate: ['mvn', '-B', '-o', `-Dflyway.url=$JDBC_URL?${verified}`, 'flyway:migrate'],
      files: (database) => {
        const files = flyway.files(database);
        return { ...files, 'pom.xml': (files['pom.xml'] ?? '').replace(/ *<url>.*<\/url>\n/, '') };
      },
    },
  },
];
