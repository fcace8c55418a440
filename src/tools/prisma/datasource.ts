import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { projectEnvironment } from '../project-environment.ts';
import type { Environment, Project } from '../tool.ts';
import { prismaConfig } from './prisma-config.ts';

/** The database of a Prisma schema. */
export interface Datasource {
  /** `postgresql`, `mysql`, … */
  readonly provider: string | null;
  /** null where its variable is not set. */
  readonly url: string | null;
  /** What said so, for people. */
  readonly source: string;
  /** The PostgreSQL schema that the URL names. */
  readonly schema: string | null;
}

/**
 * What the `datasource` block says, `directUrl` before `url` as Prisma Migrate takes them, with `.env` of the project and
 * of the schema's folder; prisma.config where that names the URL.
 */
export async function datasource(project: Project, env: Environment): Promise<Datasource> {
  const { schema = '', config } = project.settings;
  const folder = statSync(schema).isDirectory() ? schema : path.dirname(schema);
  const whole = projectEnvironment([project.directory, folder, path.dirname(folder)], env);
  const block = /\bdatasource\s+\w+\s*\{([^}]*)\}/.exec(textOf(schema))?.[1] ?? '';
  const provider = /^\s*provider\s*=\s*"([^"]+)"/m.exec(block)?.[1] ?? null;
  const own = valueIn(block, 'directUrl', whole) ?? valueIn(block, 'url', whole);
  const said =
    config === undefined
      ? null
      : await prismaConfig(config, project.directory, whole).catch((error: unknown) => {
          // Where the schema says it, a configuration that cannot be read says nothing else that is needed.
          if (own !== null) return null;
          throw error;
        });
  const found =
    said?.url == null ? own : { url: said.url, source: path.basename(config ?? 'prisma.config') };
  const url = found?.url ?? null;
  return {
    provider,
    url,
    source: found?.source ?? project.evidence,
    schema: url === null ? null : (/[?&]schema=([^&]+)/.exec(url)?.[1] ?? null),
  };
}

function textOf(schema: string): string {
  if (!statSync(schema).isDirectory()) return readFileSync(schema, 'utf8');
  const names = readdirSync(schema).filter((name) => name.endsWith('.prisma'));
  return names.map((name) => readFileSync(path.join(schema, name), 'utf8')).join('\n');
}

function valueIn(block: string, name: string, env: Environment) {
  const [, variable, text] =
    new RegExp(`^\\s*${name}\\s*=\\s*(?:env\\(\\s*"([^"]+)"\\s*\\)|"([^"]*)")`, 'm').exec(block) ??
    [];
  if (text !== undefined) return { url: text, source: 'schema.prisma' };
  if (variable === undefined) return null;
  return { url: env[variable] ?? null, source: `schema.prisma (${variable})` };
}
