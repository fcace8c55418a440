import { spawn } from 'node:child_process';
import type { Target } from '../../src/postgres/target.ts';
import { builtCommand } from '../built-command.ts';
import { pathWith } from './install-project.ts';
import { type ToolProject, urlOf } from './tool-project.ts';

/** How a command ended, with everything that it printed. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Where a command runs, and against what. */
export interface Place {
  readonly folder: string;
  readonly installed: string;
  readonly target: Target;
  readonly project: ToolProject;
}

/** Runs a command as a user of the project would: the tool's own, or pgmend's, which is told what it cannot find. */
export function runInProject(
  words: readonly string[],
  { folder, installed, target, project }: Place,
): Promise<Ended> {
  const [command = '', ...args] = words.map((word) => word.replace('$DATABASE_URL', urlOf(target)));
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PG|DATABASE_URL$|NODE_OPTIONS$|NODE_ENV$|CI$)/.test(name),
  );
  const { host, port, user, password, database } = target;
  const own = words[0] === builtCommand[0] && words[2] === builtCommand[2];
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(inherited),
    PATH: pathWith(project, installed),
    NO_COLOR: '1',
    ...project.env?.(target),
  };
  // pgmend is told the database where it finds it neither in the tool's configuration nor beside its command.
  const runs = words.includes('run');
  const told = project.configured !== true && !(runs && project.findable === true);
  if (own && env.DATABASE_URL === undefined && told) {
    // Behind pgmend's own verb.
    args.splice(
      builtCommand.length,
      0,
      '--url',
      `postgres://${user}:${password ?? ''}@${host}:${port}/${database}`,
    );
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}
