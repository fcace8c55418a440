import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { columnByName, constraintsOf, findRelation } from '../../../catalog/lookup.ts';
import { displayIdent, type QualifiedName } from '../../../postgres/quote.ts';
import type { Declaration, DeclaredName } from '../../../statement/declaration.ts';
import type { ParsedStatement } from '../../../statement/parse-statements.ts';
import { sameIndex } from '../../../statement/same-sql.ts';
import type { AlreadyExists } from '../../fault.ts';
import { compareAction } from './compare-action.ts';
import { compareColumn, foundColumnLine } from './compare-column.ts';
import { compareConstraint, foundLine } from './compare-constraint.ts';
import type { Compared } from './compared.ts';

/** What one statement declares beside what is there. */
export interface ComparedStatement {
  readonly objectKind: AlreadyExists['objectKind'];
  readonly object: QualifiedName;
  /** An object that the statement would create is there, the same or another. */
  readonly exists: boolean;
  /** Everything that the statement would do is done. */
  readonly identical: boolean;
  readonly declared: readonly string[];
  readonly found: readonly string[];
  readonly commandTag: string;
}

/** @returns null for a statement that creates nothing which can be compared */
export function compareStatement(
  catalog: Catalog,
  statement: ParsedStatement,
  text: string,
): ComparedStatement | null {
  const [first] = statement.declarations;
  if (first === undefined) return null;
  switch (first.kind) {
    case 'create-table':
      return compareTable(catalog, first, statement.declarations);
    case 'create-index':
      return compareIndex(catalog, first, text.slice(statement.start, statement.end));
    case 'create-type':
      return compareType(catalog, first);
    case 'create-other':
      return compareOther(catalog, first);
    default:
      return compareAlterTable(catalog, statement.declarations);
  }
}

type Of<K extends Declaration['kind']> = Extract<Declaration, { kind: K }>;

/** Where an unqualified name would be created. */
function placeOf(
  catalog: Catalog,
  { schema, name }: DeclaredName,
  temporary = false,
): QualifiedName {
  return { schema: temporary ? 'pg_temp' : (schema ?? catalog.searchPath[0] ?? 'public'), name };
}

function compareTable(
  catalog: Catalog,
  declared: Of<'create-table'>,
  declarations: readonly Declaration[],
): ComparedStatement {
  const object = placeOf(catalog, declared.table, declared.temporary);
  const base = { objectKind: 'table', object, commandTag: 'CREATE TABLE' } as const;
  const relation = findRelation(catalog, object);
  const isTable = relation?.kind === 'table' || relation?.kind === 'partitioned table';
  if (relation === undefined || !isTable || declared.open) {
    const line = declared.open
      ? 'columns that come from elsewhere: they are not compared'
      : 'a table';
    const found = relation === undefined ? [] : [isTable ? 'a table' : `a ${relation.kind}`];
    return { ...base, exists: relation !== undefined, identical: false, declared: [line], found };
  }
  const persistence = declared.unlogged
    ? 'unlogged'
    : declared.temporary
      ? 'temporary'
      : 'permanent';
  const columns = declared.columns.map((one) =>
    compareColumn(catalog, one, columnByName(relation, one.name)),
  );
  const constraints = declarations.flatMap((one) =>
    one.kind === 'foreign-key' || one.kind === 'key' || one.kind === 'other-constraint'
      ? [compareConstraint(catalog, one, relation)]
      : [],
  );
  const own = new Set(declared.columns.map((one) => one.name));
  const extra = relation.columns
    .filter((one) => !own.has(one.name))
    .map((one) => foundColumnLine(one));
  const kinds: Compared[] =
    persistence === relation.persistence &&
    declared.partitioned === (relation.kind === 'partitioned table')
      ? []
      : [{ declared: `${persistence} table`, found: `${relation.persistence} ${relation.kind}` }];
  const sameOrder = declared.columns.every((one, at) => relation.columns[at]?.name === one.name);
  const all = [...kinds, ...columns, ...constraints];
  const same = all.every(isSame) && extra.length === 0 && sameOrder;
  return {
    ...base,
    exists: true,
    identical: same,
    declared: all.map((one) => one.declared),
    found: same ? all.map((one) => one.declared) : foundTable(catalog, relation, all),
  };
}

/** What is there, in its own order; a line of a declaration that is met stands as it is declared. */
function foundTable(catalog: Catalog, relation: Relation, compared: readonly Compared[]): string[] {
  const lines = compared.flatMap((one) => one.found ?? []);
  const told = new Set(lines);
  const columns = relation.columns.map((column) => {
    const start = `${displayIdent(column.name)} `;
    return lines.find((line) => line.startsWith(start)) ?? foundColumnLine(column);
  });
  const constraints = constraintsOf(catalog, relation)
    .filter((one) => one.kind === 'foreign key' || one.kind === 'unique')
    .map((one) => foundLine(catalog, one, relation));
  const rest = lines.filter((line) => !columns.includes(line));
  return [
    ...columns,
    ...rest,
    ...constraints.filter((line) => !told.has(line) && !rest.some((own) => line.endsWith(own))),
  ];
}

function compareAlterTable(
  catalog: Catalog,
  declarations: readonly Declaration[],
): ComparedStatement | null {
  const [first] = declarations;
  if (first === undefined || !('table' in first) || first.kind === 'data') return null;
  const relation = findRelation(catalog, first.table);
  if (relation === undefined) return null;
  const compared = declarations.map((one) => compareAction(catalog, one, relation));
  const at = compared.findIndex((one) => one.found !== null && one.created !== null);
  const created = compared[at]?.created;
  if (created === undefined || created === null) return null;
  const schema = created.objectKind === 'column' ? relation.name : relation.schema;
  return {
    objectKind: created.objectKind,
    object: { schema, name: created.name },
    exists: true,
    identical: compared.every(isSame),
    declared: compared.map((one) => one.declared),
    found: compared.map((one) => one.found ?? 'nothing of it'),
    commandTag: 'ALTER TABLE',
  };
}

function compareIndex(
  catalog: Catalog,
  declared: Of<'create-index'>,
  text: string,
): ComparedStatement | null {
  const table = findRelation(catalog, declared.table);
  if (declared.name === null || table === undefined) return null;
  const object = { schema: table.schema, name: declared.name };
  const index = catalog.indexes.find(
    (one) => one.schema === object.schema && one.name === object.name,
  );
  const same =
    index !== undefined &&
    index.table === table.oid &&
    index.valid &&
    sameIndex(text, index.definition);
  const line = text.trim();
  const broken = index?.valid === false ? ' (invalid: it was never finished)' : '';
  const found = index === undefined ? [] : [same ? line : `${index.definition}${broken}`];
  const base = { objectKind: 'index', object, commandTag: 'CREATE INDEX' } as const;
  return { ...base, exists: index !== undefined, identical: same, declared: [line], found };
}

function compareType(catalog: Catalog, declared: Of<'create-type'>): ComparedStatement {
  const object = placeOf(catalog, declared.type);
  const type = catalog.types.find(
    (one) => one.schema === object.schema && one.name === object.name,
  );
  const base = { objectKind: 'type', object, commandTag: 'CREATE TYPE' } as const;
  const labels = declared.enumLabels;
  const isEnum = type?.kind === 'enum' && labels !== null;
  const same = isEnum && labels.join('\0') === type.enumLabels.join('\0');
  return {
    ...base,
    exists: type !== undefined,
    identical: same,
    declared:
      labels === null ? ['its definition is not compared'] : labels.map((one) => `label ${one}`),
    found:
      type === undefined
        ? []
        : type.kind === 'enum'
          ? type.enumLabels.map((one) => `label ${one}`)
          : [`a ${type.kind} type`],
  };
}

const tags = {
  schema: 'CREATE SCHEMA',
  sequence: 'CREATE SEQUENCE',
  view: 'CREATE VIEW',
  'materialized view': 'SELECT',
  domain: 'CREATE DOMAIN',
} as const;

/** Of a schema only the name counts; the definition of anything else is not compared, so it is never the same. */
function compareOther(catalog: Catalog, declared: Of<'create-other'>): ComparedStatement {
  const commandTag = tags[declared.objectKind];
  if (declared.objectKind === 'schema') {
    const { name } = declared.object;
    const exists = catalog.schemas.includes(name);
    const line = declared.plain ? `schema ${displayIdent(name)}` : 'a schema with what it holds';
    const found = exists ? [`schema ${displayIdent(name)}`] : [];
    const object = { schema: name, name };
    const identical = exists && declared.plain;
    return { objectKind: 'schema', object, exists, identical, declared: [line], found, commandTag };
  }
  const object = placeOf(catalog, declared.object);
  const relation = findRelation(catalog, object);
  const objectKind =
    declared.objectKind === 'domain'
      ? 'type'
      : declared.objectKind === 'sequence'
        ? 'sequence'
        : 'view';
  const exists =
    relation !== undefined ||
    (declared.objectKind === 'domain' &&
      catalog.types.some((one) => one.schema === object.schema && one.name === object.name));
  return {
    objectKind,
    object,
    exists,
    identical: false,
    declared: [`a ${declared.objectKind}: its definition is not compared`],
    found: exists ? [`a ${relation?.kind ?? 'type'} of that name`] : [],
    commandTag,
  };
}

function isSame({ declared, found }: Compared): boolean {
  return declared === found;
}
