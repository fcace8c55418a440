import { emptySchema } from '../execute/empty-schema.ts';
import type { OwnSession } from '../postgres/connect.ts';
import { inTransaction } from '../postgres/in-transaction.ts';
import { quoteIdent } from '../postgres/quote.ts';
import { quietSettings, withSettings } from '../postgres/with-settings.ts';
import { schemasOfMigrations } from '../tools/schemas-of-migrations.ts';
import type { ResetOptions } from './reset.ts';
import { type ResetWork, shownCommand } from './reset-subject.ts';
import { runCommand } from './run-command.ts';
import { runThroughRelay } from './run-through-relay.ts';
import type { Voice } from './voice.ts';

/** Undoes by the tool, or empties the schemas where that stops; then migrates. @returns whether it went through */
export async function beginAnew(
  session: OwnSession,
  work: ResetWork,
  options: ResetOptions,
  speaker: Voice,
): Promise<boolean> {
  const { commands, url } = work;
  const undone = await undoAll(work, speaker);
  if (!undone) await empty(session, work, options, speaker);
  const told = commands.tells === undefined ? {} : { url };
  const carriesOut = { ...options, ...told, yes: true as const, choose: {}, map: [] };
  const again = async () => {
    speaker.say(`Migrating: ${shownCommand(commands.migrate, url)}`);
    return withVariables(
      commands.tells ?? {},
      async () => (await runThroughRelay(commands.migrate, carriesOut)) === 0,
    );
  };
  if (await again()) return true;
  if (!undone) return false;
  // What undoing left behind (a type, a table of an application's sync) may be what it stopped at.
  speaker.say('Migrating stopped after undoing; once more, on an empty schema.');
  await empty(session, work, options, speaker);
  return again();
}

/** @returns whether every command ended well, and there was one */
async function undoAll(
  { commands, url, detected, ledger }: ResetWork,
  speaker: Voice,
): Promise<boolean> {
  if (commands.undoAll.length === 0) {
    speaker.say(
      ledger.applied.length === 0
        ? `${detected.tool.name} has nothing on record that could be undone.`
        : `${detected.tool.name} has no way down.`,
    );
  }
  for (const words of commands.undoAll) {
    speaker.say(`Undoing: ${shownCommand(words, url)}`);
    const [command = '', ...args] = words;
    const env = { ...process.env, ...commands.tells };
    const code = await runCommand({ command, args, env, stdout: 'inherit' });
    if (code === 0) continue;
    speaker.say(`It stopped (${code}).`);
    return false;
  }
  return commands.undoAll.length > 0;
}

/**
 * Empties the schema of the ledger and those in which the migrations make tables. What they make themselves is dropped,
 * unless an extension lives there: making it again would fail.
 */
async function empty(
  session: OwnSession,
  { detected, ledger }: ResetWork,
  { journalSchema }: ResetOptions,
  speaker: Voice,
): Promise<void> {
  const { tool, project } = detected;
  const { files } = await tool.migrations(project);
  const { used, made } = await schemasOfMigrations(files);
  const { rows } = await session.query<{ schema: string | null }>(
    'SELECT pg_catalog.current_schema() AS schema',
  );
  const usual = rows[0]?.schema ?? 'public';
  const named = [...used].map((schema) => schema ?? usual);
  const schemas = new Set([ledger.table.schema, ...named, ...made]);
  schemas.delete(journalSchema);
  await inTransaction(session, () =>
    withSettings(session, quietSettings, async () => {
      for (const schema of schemas) {
        speaker.say(`Emptying schema ${schema} …`);
        await emptySchema(session, schema);
        if (made.has(schema) && schema !== 'public') await dropUnlessUsed(session, schema);
      }
    }),
  );
}

async function dropUnlessUsed(session: OwnSession, schema: string): Promise<void> {
  const { rows } = await session.query(
    'SELECT FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE n.nspname = $1',
    [schema],
  );
  if (rows.length === 0) await session.query(`DROP SCHEMA IF EXISTS ${quoteIdent(schema)}`);
}

/** Whoever starts a command in `work` hands these on. */
async function withVariables<T>(
  variables: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
