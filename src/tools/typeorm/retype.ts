import { type EntityWords, entityTypes } from '../entity-types.ts';
import { retypeInSql } from '../retype-in-sql.ts';
import { retypeInSources } from '../schema-sources.ts';
import type { Project, Retyping, TypeEdit } from '../tool.ts';
import { migrations } from './migrations.ts';

/** https://typeorm.io/docs/entity/entities */
const words: EntityWords = {
  column: /^(Column|PrimaryColumn)$/,
  table: ['tableName', 'name'],
  name: 'name',
  types: ['type'],
  columns: 'columns',
  aliases: { int: 'integer', int4: 'integer', int8: 'bigint', int2: 'smallint' },
};

/** The places in migrations and entities that declare another type for a column. */
export async function retype(project: Project, retyping: Retyping): Promise<readonly TypeEdit[]> {
  const { files } = await migrations(project);
  return [
    ...(await retypeInSql(project, files, retyping)),
    ...(await retypeInSources(project, retyping, /@Entity\b|\bEntitySchema\b/, (source) =>
      entityTypes(source, retyping, words),
    )),
  ];
}
