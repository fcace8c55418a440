import path from 'node:path';
import { functionsText } from '../migration-text.ts';
import { nameBefore } from '../name-before.ts';
import { neighbourStyle } from '../neighbour-style.ts';
import type { NewMigration, Project, RepairMigration } from '../tool.ts';
import { migrations } from './migrations.ts';

/** A repair as a migration for Kysely's Migrator, in the style of the one that it comes before. */
export async function writeMigration(
  project: Project,
  repair: RepairMigration,
): Promise<NewMigration> {
  const { files } = await migrations(project);
  const neighbour = files.find((one) => one.name === repair.before) ?? files.at(-1);
  const ending = path.extname(neighbour?.path ?? '.ts');
  const names = files.map((one) => `${one.name}${ending}`);
  const before = repair.before === null ? null : `${repair.before}${ending}`;
  const file = nameBefore(names, before, repair.slug, new Date(), { ending });
  const style = await neighbourStyle(files, repair.before, file);
  const { migrations: folder = project.directory } = project.settings;
  const imported =
    style.module === 'commonjs' && !style.typescript
      ? "const { sql } = require('kysely')"
      : style.typescript
        ? "import { type Kysely, sql } from 'kysely'"
        : "import { sql } from 'kysely'";
  return {
    name: file.slice(0, -ending.length),
    path: path.join(folder, file),
    text: functionsText(repair, style, {
      parameter: 'db',
      type: 'Kysely<any>',
      imports: [imported],
      send: (constant) => `sql.raw(${constant}).execute(db)`,
    }),
  };
}
