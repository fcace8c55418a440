import path from 'node:path';
import { toolCommand } from '../command-line.ts';
import { type ReplayRequest, replayOfProgram } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { connections } from './connections.ts';
import { drizzleConfig } from './drizzle-config.ts';

/** `drizzle-kit migrate` @throws PgmendError `replay-not-possible`, `config-unreadable` */
export async function replay(project: Project, request: ReplayRequest): Promise<Replay> {
  const { config = '' } = project.settings;
  const { table, schema } = await drizzleConfig(project, request.env);
  return replayOfProgram(project, request, {
    commandLine: toolCommand('drizzle-kit'),
    package: 'drizzle-kit',
    program: 'drizzle-kit',
    verb: 'migrate',
    // It takes the path relative to where it runs.
    settings: ['--config', path.relative(project.directory, config)],
    table,
    own: new RegExp(`^\\s*create schema if not exists "${schema}"`, 'i'),
    databases: await connections(project, request.env),
  });
}
