import { migrationsDeclaring, typesDeclaredInSql } from './declared-in-files.ts';
import type { Migrations, Project, Tool } from './tool.ts';

/** What a tool's files declare, read from their SQL and from what their calls name. */
export function declarationsIn(
  migrations: (project: Project) => Promise<Migrations>,
): Pick<Tool, 'locate' | 'declaring'> {
  return {
    locate: async (project, column) =>
      typesDeclaredInSql(project, (await migrations(project)).files, column),
    declaring: async (project, key) => migrationsDeclaring((await migrations(project)).files, key),
  };
}
