import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Catalog } from '../catalog/catalog.ts';
import { readCircumstances } from '../execute/read-circumstances.ts';
import type { Plan } from '../plan/plan.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { PgmendError } from '../postgres/pgmend-error.ts';
import { displayQualified } from '../postgres/quote.ts';
import { ServerError } from '../postgres/server-error.ts';
import { sameDatabase, type Target } from '../postgres/target.ts';
import { type LedgerState, type Question, questionsOf } from '../report/report-questions.ts';
import type { DetectedTool } from '../tools/detect-tool.ts';
import { journalAtRisk } from './journal-at-risk.ts';
import type { SharedOptions } from './options.ts';
import { targetFromDatabaseUrl, targetFromPgVariables } from './target-from-environment.ts';
import { reading } from './with-database.ts';

/** The questions that a person asks first, with their answers; nothing is changed. */
export async function askQuestions(
  session: OwnSession,
  tool: DetectedTool | null,
  target: Target,
  { catalog, plan }: { readonly catalog: Catalog; readonly plan: Plan },
  { journalSchema }: Pick<SharedOptions, 'journalSchema'>,
): Promise<Question[]> {
  const circumstances = await reading(session, () => readCircumstances(session, catalog, plan));
  return questionsOf({
    target,
    encrypted: session.encrypted,
    circumstances,
    journalSchema,
    others: await otherDatabases(target, tool),
    free: await freeBytes(target, circumstances.dataDirectory),
    ledger: tool === null ? null : await ledgerState(session, tool),
    atRisk: await journalAtRisk(tool, journalSchema),
  });
}

/** Whatever else names a database, and means another one; what cannot be read is for the command that needs it. */
async function otherDatabases(used: Target, detected: DetectedTool | null): Promise<Target[]> {
  const own =
    detected === null
      ? []
      : await detected.tool.connections(detected.project, process.env).catch(() => []);
  const named = [
    orNothing(() => targetFromDatabaseUrl(process.env)),
    orNothing(() => targetFromPgVariables(process.env)),
    ...own,
  ];
  return named.flatMap((one) => (one === null || sameDatabase(one, used) ? [] : [one]));
}

function orNothing(read: () => Target | null): Target | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof PgmendError) return null;
    throw error;
  }
}

/** The server's disk can be asked where the server is this very machine. */
async function freeBytes({ host }: Target, dataDirectory: string | null): Promise<number | null> {
  const isHere = host.startsWith('/') || ['localhost', '127.0.0.1', '::1'].includes(host);
  if (!isHere || dataDirectory === null || !existsSync(dataDirectory)) return null;
  const disk = await statfs(dataDirectory).catch(() => null);
  return disk === null ? null : disk.bavail * disk.bsize;
}

async function ledgerState(
  session: OwnSession,
  { tool, project }: DetectedTool,
): Promise<LedgerState> {
  try {
    const {
      table,
      exists,
      applied,
      left = null,
    } = await reading(session, () => tool.ledger(project, session, process.env));
    const name = displayQualified(table);
    if (!exists) return { table: name, missing: true };
    const { files } = await tool.migrations(project);
    const pending = files.filter((one) => !applied.includes(one.name)).length;
    return { table: name, recorded: applied.length, pending, left };
  } catch (error) {
    if (error instanceof ServerError || error instanceof PgmendError) {
      return { unreadable: error.message };
    }
    throw error;
  }
}
