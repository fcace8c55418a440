import { type EntityWords, entityTypes } from '../entity-types.ts';
import { retypeInSql } from '../retype-in-sql.ts';
import { retypeInSources } from '../schema-sources.ts';
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
  const { files } = await migrations(project);
  return [
    ...(await retypeInSql(project, files, retyping)),
    ...(await retypeInSources(project, retyping, /@Entity\b|\bEntitySchema\b/, (source) =>
      entityTypes(source, retyping, words),
    )),
  ];
}
