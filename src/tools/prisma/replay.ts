import { fileURLToPath } from 'node:url';
import { PgmendError } from '../../postgres/pgmend-error.ts';
import { optionOf } from '../command-line.ts';
import { complaint, ledgerStatements, type ReplayRequest } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { datasource } from './datasource.ts';
import { migrations } from './migrations.ts';

/**
 * Its files, one after the other, as the schema engine sends them: the engine is a program that cannot be confined.
 *
 * @throws PgmendError `replay-not-possible`
 */
export async function replay(project: Project, { command, env }: ReplayRequest): Promise<Replay> {
  if (command.length > 0 && optionOf(command, 'schema') === null && !command.includes('migrate')) {
    throw new PgmendError(
      'replay-not-possible',
      'A replay runs the files of `prisma migrate deploy` alone, and this command is another one.',
      'Leave the command out.',
    );
  }
  const { files } = await migrations(project);
  const { schema } = await datasource(project, env).catch(() => ({ schema: null }));
  return {
    args: [
      fileURLToPath(new URL('./replay-files.cjs', import.meta.url)),
      schema ?? '',
      ...files.flatMap((one) => [one.name, one.path]),
    ],
    directory: project.directory,
    env,
    preloads: [],
    databases: [],
    urlVariables: [],
    ...ledgerStatements('_prisma_migrations'),
    complaint,
  };
}
