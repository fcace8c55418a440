import path from 'node:path';
import { toolCommand } from '../command-line.ts';
import { type ReplayRequest, replayOfProgram } from '../replay-of-program.ts';
import type { Project, Replay } from '../tool.ts';
import { connections } from './connections.ts';
import { dataSource } from './data-source.ts';
import { usualProgram } from './usual-program.ts';

/** Its programs for JavaScript and for TypeScript. */
const programs = ['typeorm-ts-node-commonjs', 'typeorm-ts-node-esm', 'typeorm'] as const;

/** `typeorm migration:run` @throws PgmendError `replay-not-possible`, `config-unreadable` */
export async function replay(project: Project, request: ReplayRequest): Promise<Replay> {
  const { config = '' } = project.settings;
  const { table } = await dataSource(project, request.env);
  const { command, directory } = request;
  const named = programs.find((one) => toolCommand(one).recognises(command, directory));
  return replayOfProgram(project, request, {
    commandLine: toolCommand('typeorm(-ts-node-(commonjs|esm))?'),
    package: 'typeorm',
    program: named ?? (await usualProgram(project)),
    verb: 'migration:run',
    settings: ['-d', path.resolve(project.directory, config)],
    table,
    // It asks for extensions by itself, and goes on without them.
    own: /^\s*create extension\b/i,
    databases: await connections(project, request.env),
  });
}
