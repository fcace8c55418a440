import path from 'node:path';
import { functionsText } from '../migration-text.ts';
import { neighbourStyle } from '../neighbour-style.ts';
import { timeBefore } from '../time-before.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations, timeOf } from './migrations.ts';

/** A repair as a migration of node-pg-migrate, a millisecond before the one that needs it. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const time = timeBefore(
    files.map(({ name }) => ({ name, time: timeOf(name) })),
    repair.before,
    Date.now(),
  );
  const { migrations: folder = project.directory } = project.settings;
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  const ending = path.extname(neighbour?.path ?? '.js');
  const name = `${time}_${repair.slug}`;
  const file = `${name}${ending === '.sql' ? '.js' : ending}`;
  const style = await neighbourStyle(files, repair.before, file);
  return {
    name,
    path: path.join(folder, file),
    text: functionsText(repair, style, {
      parameter: 'pgm',
      type: 'MigrationBuilder',
      imports: style.typescript ? ["import type { MigrationBuilder } from 'node-pg-migrate'"] : [],
      send: (constant) => `pgm.sql(${constant})`,
    }),
  };
}
