import path from 'node:path';
import { toolCommand } from '../command-line.ts';
import { type ReplayRequest, replayOfProgram } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { connections } from './connections.ts';
import { knexConfig } from './knex-config.ts';

/** `knex migrate:latest` @throws PgmendError `replay-not-possible`, `config-unreadable` */
export async function replay(project: Project, request: ReplayRequest): Promise<Replay> {
  const { config = '', env = 'development' } = project.settings;
  const { table } = await knexConfig(project, request.env);
  return replayOfProgram(project, request, {
    commandLine: toolCommand('knex'),
    package: 'knex',
    program: 'knex',
    verb: 'migrate:latest',
    settings: ['--knexfile', path.resolve(project.directory, config), '--env', env],
    databaseOptions: ['--connection'],
    table,
    databases: await connections(project, request.env),
  });
}
