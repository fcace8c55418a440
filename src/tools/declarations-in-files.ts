import { migrationsDeclaring, typesDeclaredInSql } from './declared-in-files.ts';
import { retypeInSql } from './retype-in-sql.ts';
import type { Migrations, Project, Tool } from './tool.ts';

/** What a tool's files declare, read from their SQL and from what their calls name. */
export function declarationsIn(
  migrations: (project: Project) => Promise<Migrations>,
): Pick<Tool, 'locate' | 'declaring' | 'retype'> {
  return {
    locate: async (project, column) =>
      typesDeclaredInSql(project, (await migrations(project)).files, column),
    retype: async (project, retyping) =>
      retypeInSql(project, (await migrations(project)).files, retyping),
    declaring: async (project, key) => migrationsDeclaring((await migrations(project)).files, key),
  };
}
