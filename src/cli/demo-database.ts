import { randomBytes } from 'node:crypto';
import { startEmbedded } from '../embedded/start-embedded.ts';
import { connect } from '../postgres/connect.ts';
import { quoteIdent } from '../postgres/quote.ts';
import type { Target } from '../postgres/target.ts';
import { fallbacksFrom } from './target-from-environment.ts';
import { targetFromUrl } from './target-from-url.ts';

/** A database for the demonstration alone. */
export interface DemoDatabase {
  readonly target: Target;
  /** Takes it away again. */
  close(): Promise<void>;
}

/**
 * The embedded database, or with a URL a new database on that server, whose role must be allowed to create one.
 *
 * @throws PgmendError as connecting and starting do; ServerError `42501` where the role may not create a database
 */
export async function openDemoDatabase(server: string | undefined): Promise<DemoDatabase> {
  if (server === undefined) return startEmbedded();
  const given = targetFromUrl(server, '--server', fallbacksFrom(process.env));
  const name = `pgmend_demo_${randomBytes(4).toString('hex')}`;
  await administer(given, `CREATE DATABASE ${quoteIdent(name)}`);
  return {
    target: { ...given, database: name },
    close: () => administer(given, `DROP DATABASE IF EXISTS ${quoteIdent(name)} WITH (FORCE)`),
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
