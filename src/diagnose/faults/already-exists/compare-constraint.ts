import type { Catalog, Constraint, Relation } from '../../../catalog/catalog.ts';
import { columnByNumber, constraintsOf, foreignKeysFrom } from '../../../catalog/lookup.ts';
import { displayIdent } from '../../../postgres/quote.ts';
import type {
  DeclaredForeignKey,
  DeclaredKey,
  DeclaredOtherConstraint,
} from '../../../statement/declaration.ts';
import { sameConstraint } from '../../../statement/same-sql.ts';
import type { Compared } from './compared.ts';
import {
  declaredForeignKeyLine,
  findExistingTwin,
  foundForeignKeyLine,
} from './same-foreign-key.ts';

type DeclaredConstraint = DeclaredForeignKey | DeclaredKey | DeclaredOtherConstraint;

/** A declared constraint beside the stored one that it is, or that has its name. */
export function compareConstraint(
  catalog: Catalog,
  declared: DeclaredConstraint,
  table: Relation,
): Compared {
  const namesake = constraintsOf(catalog, table).find((one) => one.name === declared.name);
  switch (declared.kind) {
    case 'foreign-key': {
      const line = declaredForeignKeyLine(catalog, declared);
      if (findExistingTwin(declared, catalog) !== undefined) return { declared: line, found: line };
      return {
        declared: line,
        found: namesake === undefined ? null : foundLine(catalog, namesake, table),
      };
    }
    case 'key': {
      const line = keyLine(declared.name, declared.constraint, declared.columns, declared);
      const kept = (one: Constraint): boolean =>
        declared.name === null || one.name === declared.name;
      const found = constraintsOf(catalog, table).filter((one) => one.kind === declared.constraint);
      const lines = found.map((one) => ({
        one,
        line: foundKeyLine(one, table, declared.name !== null),
      }));
      const twin = lines.find((other) => kept(other.one) && other.line === line);
      const other = declared.constraint === 'primary key' ? found[0] : undefined;
      const there = twin?.line ?? describe(catalog, namesake ?? other, table);
      return { declared: line, found: there };
    }
    case 'other-constraint': {
      const name = declared.name === null ? '' : `constraint ${displayIdent(declared.name)} `;
      const line = `${name}${declared.text}`;
      const twin = constraintsOf(catalog, table).find(
        (one) =>
          one.kind === declared.constraint &&
          (declared.name === null || one.name === declared.name) &&
          sameConstraint(declared.text, one.definition),
      );
      return {
        declared: line,
        found: twin === undefined ? describe(catalog, namesake, table) : line,
      };
    }
  }
}

function describe(catalog: Catalog, one: Constraint | undefined, table: Relation): string | null {
  return one === undefined ? null : foundLine(catalog, one, table);
}

/** A stored constraint in one line, with its name. */
export function foundLine(catalog: Catalog, one: Constraint, table: Relation): string {
  if (foreignKeysFrom(catalog, table).includes(one)) return foundForeignKeyLine(catalog, one, true);
  if (one.kind === 'primary key' || one.kind === 'unique') return foundKeyLine(one, table, true);
  return `constraint ${displayIdent(one.name)} ${one.definition}`;
}

function foundKeyLine(one: Constraint, table: Relation, named: boolean): string {
  const columns = one.columns.map((number) => columnByNumber(table, number)?.name ?? '?');
  return keyLine(named ? one.name : null, one.kind, columns, one);
}

function keyLine(
  name: string | null,
  kind: string,
  columns: readonly string[],
  { deferrable, initiallyDeferred }: { deferrable: boolean; initiallyDeferred: boolean },
): string {
  const start = name === null ? '' : `constraint ${displayIdent(name)} `;
  const end = initiallyDeferred
    ? ' deferrable initially deferred'
    : deferrable
      ? ' deferrable'
      : '';
  return `${start}${kind} (${columns.map(displayIdent).join(', ')})${end}`;
}
