import path from 'node:path';
import { classText } from '../migration-text.ts';
import { nameBefore } from '../name-before.ts';
import { neighbourStyle } from '../neighbour-style.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations } from './migrations.ts';
import { mikroOrmConfig } from './mikro-orm-config.ts';

/** What MikroORM puts before the time in a name. */
const prefix = 'Migration';

/** A repair as a migration of MikroORM, named by a time just before that of the one that needs it. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  const { folder } = await mikroOrmConfig(project, process.env);
  const place =
    neighbour === undefined
      ? path.resolve(project.directory, folder)
      : path.dirname(neighbour.path);
  const ending = path.extname(neighbour?.path ?? '.ts');
  // The names are compared whole; where all begin alike, what comes behind decides.
  const isUsual = files.every(({ name }) => name.startsWith(prefix));
  const cut = (name: string) => `${isUsual ? name.slice(prefix.length) : name}${ending}`;
  const file = nameBefore(
    files.map((one) => cut(one.name)),
    repair.before === null ? null : cut(repair.before),
    repair.slug.replaceAll('-', '_'),
    new Date(),
    { separator: '_', ending },
  );
  const name = `${isUsual ? prefix : ''}${file.replace(/\.[a-z]+$/, '')}`;
  const style = await neighbourStyle(files, repair.before, file);
  const imported =
    style.module === 'commonjs' && !style.typescript
      ? "const { Migration } = require('@mikro-orm/migrations')"
      : "import { Migration } from '@mikro-orm/migrations'";
  const className = /^[A-Za-z_$]/.test(name)
    ? name.replaceAll(/[^\w$]/g, '_')
    : `${prefix}${name.replaceAll(/[^\w$]/g, '_')}`;
  return {
    name,
    path: path.join(place, `${name}${ending}`),
    text: classText(
      repair,
      style,
      {
        parameter: '',
        type: '',
        imports: [imported],
        send: (constant) => `this.addSql(${constant})`,
      },
      { name: className, heritage: ' extends Migration', members: [], override: true },
    ),
  };
}
