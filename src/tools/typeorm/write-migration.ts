import path from 'node:path';
import { classText } from '../migration-text.ts';
import { neighbourStyle } from '../neighbour-style.ts';
import { timeBefore } from '../time-before.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations, timeOf } from './migrations.ts';

/** A repair as a migration of TypeORM: a class whose name ends with a time just before that of the one that needs it. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const timed = files.map(({ name }) => ({ name, time: timeOf(name) }));
  const time = timeBefore(timed, repair.before, Date.now());
  const words = repair.slug.split('-').map((word) => `${word[0]?.toUpperCase()}${word.slice(1)}`);
  const name = `${words.join('')}${time}`;
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  const folder =
    neighbour === undefined
      ? path.join(project.directory, 'migrations')
      : path.dirname(neighbour.path);
  const file = `${time}-${words.join('')}${path.extname(neighbour?.path ?? '.ts')}`;
  const style = await neighbourStyle(files, repair.before, file);
  return {
    name,
    path: path.join(folder, file),
    text: classText(
      repair,
      style,
      {
        parameter: 'queryRunner',
        type: 'QueryRunner',
        imports: style.typescript
          ? ["import type { MigrationInterface, QueryRunner } from 'typeorm'"]
          : [],
        send: (constant) => `await queryRunner.query(${constant})`,
      },
      {
        name,
        heritage: style.typescript ? ' implements MigrationInterface' : '',
        members: [`name = '${name}'`],
      },
    ),
  };
}
