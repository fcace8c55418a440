import type { OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { describeTarget, sameDatabase, type Target } from '../postgres/target.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import type { ResetCommands } from '../tools/reset-commands.ts';
import type { Ledger, Tool } from '../tools/tool.ts';
import { urlOf } from './command-environment.ts';
import { readEnvFile } from './env-file.ts';
import { findTarget } from './find-target.ts';
import type { ResetOptions } from './reset.ts';
import type { Voice } from './voice.ts';
import { reading } from './with-database.ts';

/** A project whose migrations can be undone and run again, and its database. */
export interface ResetSubject {
  readonly target: Target;
  readonly detected: DetectedTool;
  readonly reset: NonNullable<Tool['reset']>;
}

/** A subject with everything that is run for it. */
export interface ResetWork extends ResetSubject {
  readonly ledger: Ledger;
  readonly commands: ResetCommands;
  /** The database as a URL. It may hold a password. */
  readonly url: string;
}

/** @throws PgmendError `no-migration-tool`, `another-database` */
export async function subjectOf(options: ResetOptions, speaker: Voice): Promise<ResetSubject> {
  const { target, tool } = await findTarget(options.url, speaker);
  const detected = await tool();
  const reset = detected?.tool.reset;
  if (detected === null || reset === undefined) {
    throw new PgmendError(
      'no-migration-tool',
      detected === null
        ? 'There is no project here whose migrations pgmend can undo and run again.'
        : `pgmend does not know how migrations of ${detected.tool.name} are undone and run again.`,
      detected === null
        ? 'Run it in the project’s folder.'
        : 'Make a backup, empty the schema and run the migrations by hand.',
    );
  }
  const [own] = await detected.tool.connections(detected.project, process.env);
  if (own === undefined) return { target, detected, reset };
  if (!sameDatabase(own, target)) {
    throw anotherDatabase(
      detected.tool.name,
      `${detected.tool.name} migrates ${describeTarget(own)} (${own.source}), not ${describeTarget(target)}.`,
    );
  }
  const password = own.password ?? target.password;
  return { target: { ...own, password }, detected, reset };
}

function anotherDatabase(tool: string, says: string): PgmendError {
  return new PgmendError(
    'another-database',
    says,
    `Nothing was done. Let both name the same database: reset works on the one that ${tool} migrates.`,
  );
}

/**
 * The commands, which reach the database that is meant and no other one: they are told it, or the tool's own
 * configuration names it. They find that from the project's folder, which becomes the current one.
 *
 * @throws PgmendError `another-database`
 */
export async function commandsOf(
  subject: ResetSubject,
  session: OwnSession,
  options: ResetOptions,
): Promise<ResetWork> {
  const { target, detected, reset } = subject;
  const { tool, project } = detected;
  const url = await urlFor(target, session, options);
  const ledger = await reading(session, () => tool.ledger(project, session, process.env));
  const request = { env: process.env, applied: ledger.applied, url };
  const commands = await reset(project, request);
  const [own] = await tool.connections(project, process.env);
  if (commands.tells === undefined && own === undefined) {
    throw anotherDatabase(tool.name, `${tool.name}'s configuration names no database.`);
  }
  process.chdir(project.directory);
  return { ...subject, ledger, commands, url };
}

/**
 * As somebody wrote it where a URL names the database: it may say more than where that is. A server without TLS has to be
 * named so to tools in Go, which ask for it.
 */
async function urlFor(target: Target, session: OwnSession, options: ResetOptions): Promise<string> {
  const env = { ...readEnvFile(process.cwd()), ...process.env };
  const written = options.url ?? env[/^[A-Z_]+/.exec(target.source)?.[0] ?? ''] ?? '';
  const url = /^\w+:\/\//.test(written) ? written : urlOf(target, '');
  const { rows } = await session.query<{ ssl: boolean }>(
    'SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_catalog.pg_backend_pid()',
  );
  if (rows[0]?.ssl !== false || /[?&]sslmode=/.test(url)) return url;
  return `${url}${url.includes('?') ? '&' : '?'}sslmode=disable`;
}

/** A command for people, without the URL, and no longer than a few lines. */
export function shownCommand(words: readonly string[], url: string): string {
  const text = words.map((word) => (word === url ? '{url}' : word)).join(' ');
  return text.length > 240 ? `${text.slice(0, 240)} …` : text;
}
