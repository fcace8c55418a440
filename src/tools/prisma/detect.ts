import { existsSync } from 'node:fs';
import path from 'node:path';
import { optionOf, toolCommand } from '../command-line.ts';
import { firstFile } from '../first-file.ts';
import { packageJson } from '../package-json.ts';
import { pathIn } from '../path-in.ts';
import type { Environment, Project } from '../tool.ts';
import { prismaConfig } from './prisma-config.ts';

const { recognises, ownArguments } = toolCommand('prisma');

export { recognises };

/** A directory belongs to Prisma when it has its schema: a file or a folder, in its usual place or where it is named. */
export async function detect(
  directory: string,
  env: Environment,
  command: readonly string[] = [],
): Promise<Project | null> {
  const args = ownArguments(command, directory);
  const config = firstFile(directory, [optionOf(args, 'config') ?? 'prisma.config']);
  const said =
    config === null ? null : await prismaConfig(config, directory, env).catch(() => null);
  const named =
    optionOf(args, 'schema') ??
    said?.schema ??
    (await packageJson(directory)).prisma?.schema ??
    null;
  const places =
    named === null ? ['prisma/schema.prisma', 'prisma/schema', 'schema.prisma'] : [named];
  const schema = places.map((one) => path.resolve(directory, one)).find((one) => existsSync(one));
  if (schema === undefined) return null;
  return {
    tool: 'prisma',
    directory,
    evidence: pathIn(directory, schema),
    settings: {
      schema,
      migrations:
        said?.migrations == null
          ? path.join(path.dirname(schema), 'migrations')
          : path.resolve(directory, said.migrations),
      ...(config === null ? {} : { config }),
    },
  };
}
