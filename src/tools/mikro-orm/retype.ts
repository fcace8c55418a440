import type { EntityWords } from '../entity-types.ts';
import { retypeEntities } from '../retype-entities.ts';
import type { Project, Retyping, TypeEdit } from '../tool.ts';
import { migrations } from './migrations.ts';

/** https://mikro-orm.io/docs/defining-entities */
const words: EntityWords = {
  column: /^(Property|PrimaryKey|ManyToOne|OneToOne)$/,
  table: ['tableName'],
  name: 'fieldName',
  types: ['type', 'columnType'],
  columns: 'properties',
  aliases: { int: 'integer', number: 'integer', string: 'character varying(255)' },
};

/** The places in migrations and entities that declare another type for a column. */
export async function retype(project: Project, retyping: Retyping): Promise<readonly TypeEdit[]> {
  return retypeEntities(project, (await migrations(project)).files, retyping, words);
}
