import { toolCommand } from '../command-line.ts';
import { type ReplayRequest, replayOfProgram } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { connections } from './connections.ts';
import { mikroOrmConfig } from './mikro-orm-config.ts';

/** `mikro-orm migration:up` @throws PgmendError `replay-not-possible`, `config-unreadable` */
export async function replay(project: Project, request: ReplayRequest): Promise<Replay> {
  const { config = '' } = project.settings;
  const { table } = await mikroOrmConfig(project, request.env);
  const { command, directory } = request;
  const isEsm = toolCommand('mikro-orm-esm').recognises(command, directory);
  return replayOfProgram(project, request, {
    commandLine: toolCommand('mikro-orm(-esm)?'),
    package: '@mikro-orm/cli',
    program: isEsm ? 'mikro-orm-esm' : 'mikro-orm',
    verb: 'migration:up',
    settings: ['--config', config],
    table,
    // The scratch database has a name of its own, and this one would be made beside it.
    own: /^\s*create database\b/i,
    databases: await connections(project, request.env),
  });
}
