import pg from 'pg';
import type { Session } from '../../src/postgres/session.ts';
import type { Target } from '../../src/postgres/target.ts';
import type { HeldStatement, Settlement, Verdict } from '../../src/relay/held-statement.ts';
import { type Relay, type RelayOptions, startRelay } from '../../src/relay/relay.ts';
import type { DatabaseServer } from '../servers/start-server.ts';

/** A database with a relay in front of it, and what the relay was asked and said. */
export interface Stage {
  readonly target: Target;
  readonly relay: Relay;
  /** The relay as a target of the same database. */
  readonly through: Target;
  readonly held: HeldStatement[];
  readonly settled: Settlement['kind'][];
  /** What the next held statements are answered with; without any, `repair`. */
  readonly verdicts: Asked[];
  client(): Promise<pg.Client>;
  /** Runs statements past the relay. */
  direct(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export type Asked = (
  held: HeldStatement,
  session: Session,
  signal: AbortSignal,
) => Promise<Verdict> | Verdict;

/** Tables with a uuid column beside an integer key: the statement that fails, and a repair that works. */
export const tables = `
  CREATE TABLE users (id serial PRIMARY KEY);
  CREATE TABLE sessions (id serial PRIMARY KEY, "userId" uuid, note text);
  INSERT INTO users SELECT FROM generate_series(1, 3);
  INSERT INTO sessions ("userId") VALUES ('00000000-0000-0000-0000-000000000001'), (NULL);
`;

export const addKey =
  'ALTER TABLE sessions ADD CONSTRAINT "sessions_userId_fkey" FOREIGN KEY ("userId") REFERENCES users (id)';

export const repair: Asked = async (_held, session) => {
  await session.query(
    `ALTER TABLE public.sessions ALTER COLUMN "userId" TYPE integer USING right("userId"::text, 1)::integer`,
  );
  return { kind: 'retry' };
};

export const decline: Asked = () => ({ kind: 'pass' });

export async function openStage(
  server: DatabaseServer,
  options: Partial<RelayOptions> = {},
): Promise<Stage> {
  const target = options.upstream ?? (await server.createDatabase());
  const held: HeldStatement[] = [];
  const settled: Settlement['kind'][] = [];
  const verdicts: Asked[] = [];
  const relay = await startRelay({
    upstream: target,
    onHeld: async (statement, session, signal) => {
      held.push(statement);
      return (verdicts.shift() ?? repair)(statement, session, signal);
    },
    onSettled: (_statement, settlement) => settled.push(settlement.kind),
    ...options,
  });
  const through: Target = { ...target, host: relay.host, port: relay.port, tls: null };
  const clients: pg.Client[] = [];
  return {
    target,
    relay,
    through,
    held,
    settled,
    verdicts,
    async client() {
      const client = new pg.Client(configurationOf(through));
      client.on('error', () => {});
      clients.push(client);
      await client.connect();
      return client;
    },
    async direct(sql) {
      const client = new pg.Client(configurationOf(target));
      await client.connect();
      try {
        const result = await client.query(sql);
        return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
      } finally {
        await client.end();
      }
    },
    async close() {
      await Promise.all(clients.map((client) => client.end().catch(() => {})));
      await relay.close();
    },
  };
}

export function configurationOf(target: Target): pg.ClientConfig {
  return {
    host: target.host,
    port: target.port,
    user: target.user,
    database: target.database,
    password: target.password ?? '',
    ssl: false,
  };
}

/** The type of sessions."userId" and whether the foreign key is there. */
export async function stateOf(stage: Stage): Promise<unknown> {
  const [row] = await stage.direct(`
    SELECT (SELECT data_type FROM information_schema.columns WHERE table_name = 'sessions' AND column_name = 'userId') AS type,
           (SELECT count(*)::int FROM pg_constraint WHERE contype = 'f') AS keys`);
  return row;
}
