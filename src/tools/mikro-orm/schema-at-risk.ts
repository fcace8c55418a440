import { optionOf, toolCommand } from '../command-line.ts';
import type { Project, SchemaAtRisk } from '../tool.ts';
import { mikroOrmConfig } from './mikro-orm-config.ts';

/**
 * What it leaves alone by itself: `LIKE 'pg_%'` and the like, in which `_` stands for any character, so that `pgmend` is
 * one of them. Source: getIgnoredNamespacesConditionSQL() in PostgreSqlSchemaHelper.js of MikroORM, 5 to 7.2
 */
const ignored = /^(pg.|crdb.|.timescaledb.)/s;

/** `mikro-orm schema:update` compares every schema that `ignoreSchema` does not name, unless `--schema` names one. */
export async function schemaAtRisk(
  project: Project,
  schema: string,
  command: readonly string[],
): Promise<SchemaAtRisk | null> {
  if (ignored.test(schema)) return null;
  const words = toolCommand('mikro-orm(-esm)?').ownArguments(command, project.directory);
  if (command.length > 0 && !words.includes('schema:update')) return null;
  const only = optionOf(words, 'schema');
  if (only !== null && only !== schema) return null;
  const { ignoreSchema } = await mikroOrmConfig(project, process.env);
  if (ignoreSchema.includes(schema)) return null;
  const names = [...ignoreSchema, schema].map((one) => `'${one}'`).join(', ');
  return {
    command: 'mikro-orm schema:update',
    file: project.evidence,
    line: `schemaGenerator: { ignoreSchema: [${names}] },`,
  };
}
