import { toolCommand } from '../command-line.ts';
import { type ReplayRequest, replayOfProgram } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { connections } from './connections.ts';

/** `node-pg-migrate up` @throws PgmendError `replay-not-possible` */
export async function replay(project: Project, request: ReplayRequest): Promise<Replay> {
  const {
    migrations = 'migrations',
    variable = 'DATABASE_URL',
    table = 'pgmigrations',
  } = project.settings;
  return replayOfProgram(project, request, {
    commandLine: toolCommand('node-pg-migrate'),
    package: 'node-pg-migrate',
    program: 'node-pg-migrate',
    verb: 'up',
    settings: ['--migrations-dir', migrations],
    table,
    databases: await connections(project, request.env),
    urlVariables: [variable],
  });
}
