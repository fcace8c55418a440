import path from 'node:path';
import { functionsText } from '../migration-text.ts';
import { nameBefore } from '../name-before.ts';
import { neighbourStyle } from '../neighbour-style.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { knexConfig } from './knex-config.ts';
import { migrations } from './migrations.ts';

/** A repair as a migration of Knex, in the style and the folder of the one that it comes before. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const names = files.map((one) => one.name);
  const slug = repair.slug.replaceAll('-', '_');
  const name = nameBefore(names, repair.before, slug, new Date(), { separator: '_' });
  const style = await neighbourStyle(files, repair.before, name);
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  return {
    name,
    path: path.join(
      neighbour === undefined ? await folderOf(project) : path.dirname(neighbour.path),
      name,
    ),
    text: functionsText(repair, style, {
      parameter: 'knex',
      type: 'Knex',
      imports: style.typescript ? ["import type { Knex } from 'knex'"] : [],
      // A question mark would stand for a value.
      send: (constant) =>
        `knex.raw(${constant}.replaceAll('?', '\\\\?'))`.replaceAll("'", style.quote),
    }),
  };
}

async function folderOf(project: Project): Promise<string> {
  const { directories } = await knexConfig(project, process.env);
  return path.resolve(path.dirname(project.settings.config ?? ''), directories[0] ?? 'migrations');
}
