import { randomBytes } from 'node:crypto';
import { connect, type OwnSession } from '../../src/postgres/connect.ts';
import { quoteIdent } from '../../src/postgres/quote.ts';
import type { Target } from '../../src/postgres/target.ts';
import { superuser } from './data-directory.ts';

/** A running server on which a test makes its own databases. */
export interface DatabaseServer {
  readonly major: number;
  readonly port: number;
  /** How to reach a database, by default `postgres`, as a role, by default the superuser. */
  target(database?: string, role?: string): Target;
  /** A new empty database from template0, with a name that is used once. */
  createDatabase(): Promise<Target>;
  /** Removes a database, cutting whoever is still connected. */
  dropDatabase(target: Target): Promise<void>;
  /** Opens a connection; the test closes it. */
  session(target: Target): Promise<OwnSession>;
}

/** A process id comes again within one run, where so many processes begin. */
const own = randomBytes(4).toString('hex');
let databases = 0;

/** The databases of the server at a port of the loopback address. */
export function databaseServer(major: number, port: number): DatabaseServer {
  const target = (database = 'postgres', role = superuser.name): Target => ({
    host: '127.0.0.1',
    port,
    user: role,
    database,
    password: role === superuser.name ? superuser.password : null,
    tls: null,
    source: 'the test server',
  });
  return {
    major,
    port,
    target,
    session: connect,
    async createDatabase() {
      databases += 1;
      const name = `test_${own}_${databases}`;
      await administer(target(), `CREATE DATABASE ${quoteIdent(name)} TEMPLATE template0`);
      return target(name);
    },
    async dropDatabase({ database }) {
      const name = quoteIdent(database);
      await administer(target(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function administer(target: Target, sql: string): Promise<void> {
  const session = await connect(target);
  try {
    await session.query(sql);
  } finally {
    await session.close();
  }
}
