import { fileURLToPath } from 'node:url';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import type { Environment, Project, Replay } from '../tool.ts';
import { programOf } from '../tool-program.ts';
import { ownArguments, recognises } from './command-line.ts';
import { connections } from './connection.ts';
import { loadConfiguration } from './load-file.ts';

/** What Sequelize takes where its configuration names nothing. */
const usual = { host: 'localhost', port: 5432 };

/**
 * sequelize-cli's own program with the project's own arguments, started by Node itself: no npx, no package script and no
 * shell in between, which could do anything else.
 *
 * @throws PgmendError `replay-not-possible`
 */
export async function replay(
  project: Project,
  {
    command,
    directory,
    env,
  }: { readonly command: readonly string[]; readonly directory: string; readonly env: Environment },
): Promise<Replay> {
  return {
    args: [
      programOf(project.directory, 'sequelize-cli', 'sequelize-cli'),
      ...argumentsOf(command, directory),
    ],
    directory: project.directory,
    env: {
      ...env,
      NODE_ENV: project.settings.env,
      PGMEND_REPLAY_MIGRATIONS: project.settings.migrations,
    },
    preloads: [fileURLToPath(new URL('./replay-places.cjs', import.meta.url))],
    ...(await reached(project, env)),
    running: (output) => {
      const said = [...output.matchAll(/^== (.+): (migrating|migrated)\b/gm)].at(-1);
      return said?.[2] === 'migrating' ? (said[1] ?? null) : null;
    },
    complaint: (output) => {
      const lines = [...output.matchAll(/^ERROR(?: DETAIL)?: (.+)$/gm)].map(([, text]) => text);
      return lines.length === 0 ? null : lines.join(' ');
    },
  };
}

function argumentsOf(command: readonly string[], directory: string): readonly string[] {
  if (command.length === 0) return ['db:migrate'];
  const words = recognises(command, directory) ? ownArguments(command, directory) : [];
  if (!words.includes('db:migrate')) {
    throw new PgmendError(
      'replay-not-possible',
      'A replay runs `sequelize-cli db:migrate` alone, and this command is another one: what it starts could reach the real database.',
      'Leave the command out, or name the one that runs sequelize-cli db:migrate.',
    );
  }
  // The scratch database is the only one.
  return words.filter((word, at) => !word.startsWith('--url') && words[at - 1] !== '--url');
}

async function reached(
  project: Project,
  env: Environment,
): Promise<Pick<Replay, 'databases' | 'urlVariables' | 'records'>> {
  const { config, env: environment = 'development' } = project.settings;
  const named = await connections(project, env).catch((error: unknown) => {
    if (error instanceof PgmendError && error.code === 'config-incomplete') return [];
    throw error;
  });
  const { variable, ledgerTable = 'SequelizeMeta' } =
    config === undefined
      ? {}
      : await loadConfiguration(config, environment, project.directory, env);
  return {
    databases: [...named, usual].map(({ host, port }) => ({ host, port })),
    urlVariables: variable === undefined ? [] : [variable],
    records: (sql) => sql.includes(`"${ledgerTable}"`),
  };
}
