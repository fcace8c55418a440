import type { Catalog } from '../catalog/catalog.ts';
import {
  columnByName,
  constraintsOf,
  findRelation,
  foreignKeysFrom,
  relationByOid,
} from '../catalog/lookup.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import { firstKeyword } from '../relay/first-keyword.ts';
import type { Declaration, DeclaredName } from '../statement/declaration.ts';
import { parseStatements } from '../statement/parse-statements.ts';
import type { StatementKind } from '../statement/statement-kind.ts';
import { describeEffect, type Effect, effectsOf, isThere } from './effects.ts';
import type { PlacedStatement } from './replay-report.ts';

/** Something that a migration does and that is not seen in a database. */
export interface Unmet {
  readonly statement: PlacedStatement;
  /** One line: `missing: column sessions."userId"`. */
  readonly says: string;
}

/** Statements that leave nothing in the database; a comment is not asked for. */
function leavesNothing(kind: StatementKind, sql: string): boolean {
  const bytes = Buffer.from(sql);
  const word = firstKeyword(bytes, 0, bytes.length);
  return (
    ['select', 'begin', 'commit', 'transaction'].includes(kind) ||
    ['comment', 'set', 'reset', 'show'].includes(word)
  );
}

/**
 * What of a migration's statements is not in the real database: objects that are missing or are others than the
 * migration leaves, objects that it takes away, and statements of which nobody can see whether they were sent.
 * What the same migration takes back is not asked for, nor what a later one has changed, where that is seen.
 *
 * @param after the catalog of a replay, behind the migration.
 * @param end behind all of them.
 */
export function unmetStatements(
  statements: readonly PlacedStatement[],
  { after, end }: { readonly after: Catalog; readonly end: Catalog },
  real: Catalog,
): Unmet[] {
  return statements.flatMap((statement) => {
    const parsed = parseStatements(statement.sql);
    if (!parsed.ok) return [{ statement, says: `not seen: ${firstLine(statement.sql)}` }];
    const unseen = parsed.statements.flatMap(({ kind, declarations, start: from, end: to }) =>
      declarations.every(isSeen) &&
      (declarations.length > 0 || leavesNothing(kind, statement.sql.slice(from, to)))
        ? []
        : [`nobody can see whether this was sent: ${firstLine(statement.sql.slice(from, to))}`],
    );
    const made = effectsOf(statement.sql)
      .filter((effect) => isThere(effect, after))
      .flatMap((effect) => {
        const apart = differenceIn(effect, after, real);
        if (apart.length === 0) return [];
        const asLater = isThere(effect, end) && differenceIn(effect, end, real).length === 0;
        return asLater ? [] : apart;
      });
    const gone = parsed.statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) => stillThere(one, after, real)),
    );
    const altered = parsed.statements.flatMap(({ declarations }) =>
      declarations.flatMap((one) =>
        alteredIn(one, end, real).length === 0 ? [] : alteredIn(one, after, real),
      ),
    );
    return [...new Set([...unseen, ...made, ...gone, ...altered])].map((says) => ({
      statement,
      says,
    }));
  });
}

/** Its effect can be looked up, or it is an effect of another declaration of the same statement. */
function isSeen({ kind }: Declaration): boolean {
  const unseen: readonly Declaration['kind'][] = [
    'data',
    'truncate',
    'set-default',
    'other-action',
    'alter-enum',
    'create-other',
    'set-schema',
    'add-identity',
    'rename-constraint',
  ];
  return !unseen.includes(kind);
}

function differenceIn(effect: Effect, after: Catalog, real: Catalog): string[] {
  if (!isThere(effect, real)) return [`missing: ${describeEffect(effect)}`];
  if (effect.kind === 'column') return columnApart(effect.table, effect.column, after, real);
  if (effect.kind === 'type') {
    const labels = (catalog: Catalog) =>
      catalog.types.find((one) => one.name === effect.type.name)?.enumLabels.join(', ') ?? '';
    return labels(after) === labels(real)
      ? []
      : [
          `another one: ${describeEffect(effect)} has the labels ${labels(real)}, not ${labels(after)}`,
        ];
  }
  if (effect.kind !== 'foreign key') return [];
  const [wanted, found] = [actionsOf(effect, after), actionsOf(effect, real)];
  return wanted.some((one) => found.includes(one))
    ? []
    : [
        `another one: ${describeEffect(effect)} is ${found.join(' or ')}, not ${wanted.join(' or ')}`,
      ];
}

function columnApart(name: DeclaredName, column: string, after: Catalog, real: Catalog): string[] {
  const of = (catalog: Catalog) => {
    const table = findRelation(catalog, name);
    const found = table === undefined ? undefined : columnByName(table, column);
    return found === undefined ? null : `${found.type.sql}${found.notNull ? ' NOT NULL' : ''}`;
  };
  const [wanted, found] = [of(after), of(real)];
  if (wanted === null || wanted === found) return [];
  return [
    found === null
      ? `missing: column ${nameOf(name)}.${displayIdent(column)}`
      : `another one: column ${nameOf(name)}.${displayIdent(column)} is ${found}, not ${wanted}`,
  ];
}

function actionsOf(effect: Extract<Effect, { kind: 'foreign key' }>, catalog: Catalog): string[] {
  const table = findRelation(catalog, effect.table);
  if (table === undefined) return [];
  return foreignKeysFrom(catalog, table).flatMap((key) => {
    const referenced = relationByOid(catalog, key.foreignKey?.referencedTable ?? 0);
    const columns = key.columns.map(
      (number) => table.columns.find((one) => one.number === number)?.name ?? '',
    );
    if (referenced?.name !== effect.referenced.name) return [];
    if ([...columns].sort().join() !== [...effect.columns].sort().join()) return [];
    const { onUpdate, onDelete } = key.foreignKey ?? {};
    return [`ON UPDATE ${onUpdate} ON DELETE ${onDelete}`];
  });
}

/** What it takes away, and what is there all the same. */
function stillThere(one: Declaration, after: Catalog, real: Catalog): string[] {
  const both = (is: (catalog: Catalog) => boolean, what: string) =>
    !is(after) && is(real) ? [`still there: ${what}`] : [];
  switch (one.kind) {
    case 'drop':
      return one.objects.flatMap((object) =>
        both(
          (catalog) => isObject(one.objectKind, object, catalog),
          `${one.objectKind} ${nameOf(object)}`,
        ),
      );
    case 'drop-column':
      return both(
        (catalog) => hasColumn(catalog, one.table, one.column),
        `column ${nameOf(one.table)}.${displayIdent(one.column)}`,
      );
    case 'rename-column':
      return both(
        (catalog) => hasColumn(catalog, one.table, one.column),
        `column ${nameOf(one.table)}.${displayIdent(one.column)}`,
      );
    case 'rename':
      return both(
        (catalog) => isObject(one.objectKind, one.object, catalog),
        `${one.objectKind} ${nameOf(one.object)}`,
      );
    case 'drop-constraint':
      return both(
        (catalog) => hasConstraint(catalog, one.table, one.name),
        `constraint ${displayIdent(one.name)} on ${nameOf(one.table)}`,
      );
    default:
      return [];
  }
}

/** What it changes of something that was there. */
function alteredIn(one: Declaration, after: Catalog, real: Catalog): string[] {
  switch (one.kind) {
    case 'alter-column-type':
    case 'set-not-null':
      return columnApart(one.table, one.column, after, real);
    case 'rename':
      return one.objectKind === 'table' ||
        !isObject(one.objectKind, { ...one.object, name: one.newName }, after)
        ? []
        : isObject(one.objectKind, { ...one.object, name: one.newName }, real)
          ? []
          : [`missing: ${one.objectKind} ${nameOf({ ...one.object, name: one.newName })}`];
    case 'other-constraint':
      if (one.name === null) return [`nobody can see this constraint without a name: ${one.text}`];
      return !hasConstraint(after, one.table, one.name) || hasConstraint(real, one.table, one.name)
        ? []
        : [`missing: constraint ${displayIdent(one.name)} on ${nameOf(one.table)}`];
    case 'validate-constraint':
      return hasConstraint(real, one.table, one.name)
        ? []
        : [`missing: constraint ${displayIdent(one.name)} on ${nameOf(one.table)}`];
    default:
      return [];
  }
}

function hasColumn(catalog: Catalog, table: DeclaredName, column: string): boolean {
  const relation = findRelation(catalog, table);
  return relation !== undefined && columnByName(relation, column) !== undefined;
}

function hasConstraint(catalog: Catalog, table: DeclaredName, name: string): boolean {
  const relation = findRelation(catalog, table);
  return (
    relation !== undefined && constraintsOf(catalog, relation).some((one) => one.name === name)
  );
}

function isObject(kind: string, { schema, name }: DeclaredName, catalog: Catalog): boolean {
  const isIn = (one: { readonly schema: string; readonly name: string }) =>
    one.name === name &&
    (schema === null ? catalog.searchPath.includes(one.schema) : one.schema === schema);
  if (kind === 'index') return catalog.indexes.some(isIn);
  if (kind === 'type' || kind === 'domain') return catalog.types.some(isIn);
  if (kind === 'schema') return catalog.schemas.includes(name);
  return findRelation(catalog, { schema, name }) !== undefined;
}

function nameOf({ schema, name }: DeclaredName): string {
  return displayQualified({ schema: schema ?? 'public', name });
}

function firstLine(sql: string): string {
  const line = sql.trim().replace(/\s+/g, ' ');
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
}
