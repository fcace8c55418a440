import path from 'node:path';
import { sqlText } from '../migration-text.ts';
import { nameBefore } from '../name-before.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations } from './migrations.ts';
import { prismaConfig } from './prisma-config.ts';
import { withoutSemicolons } from './without-semicolons.ts';

/** A repair as a migration of Prisma, which has no way down: a folder named just before the one that needs it. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const { migrations: folder = project.directory } = project.settings;
  const name = nameBefore(
    files.map((one) => one.name),
    repair.before,
    repair.slug.replaceAll('-', '_'),
    new Date(),
    { separator: '_', ending: '' },
  );
  const { config } = project.settings;
  const said =
    config === undefined
      ? null
      : await prismaConfig(config, project.directory, process.env).catch(() => null);
  const written = said?.engine === 'js' ? withoutSemicolons(repair) : repair;
  return { name, path: path.join(folder, name, 'migration.sql'), text: sqlText(written) };
}
