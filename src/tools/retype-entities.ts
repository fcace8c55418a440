import { type EntityWords, entityTypes } from './entity-types.ts';
import { retypeInSql } from './retype-in-sql.ts';
import { retypeInSources } from './schema-sources.ts';
import type { MigrationFile, Project, Retyping, TypeEdit } from './tool.ts';

/** The places in migrations and entities that declare another type for a column. */
export async function retypeEntities(
  project: Project,
  files: readonly MigrationFile[],
  retyping: Retyping,
  words: EntityWords,
): Promise<readonly TypeEdit[]> {
  return [
    ...(await retypeInSql(project, files, retyping)),
    ...(await retypeInSources(project, retyping, /@Entity\b|\bEntitySchema\b/, (source) =>
      entityTypes(source, retyping, words),
    )),
  ];
}
