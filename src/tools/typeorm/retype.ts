import type { EntityWords } from '../entity-types.ts';
import { retypeEntities } from '../retype-entities.ts';
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
  return retypeEntities(project, (await migrations(project)).files, retyping, words);
}
