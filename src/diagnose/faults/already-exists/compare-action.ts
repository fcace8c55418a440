import type { Catalog, Relation } from '../../../catalog/catalog.ts';
import { columnByName, constraintsOf } from '../../../catalog/lookup.ts';
import { displayIdent } from '../../../postgres/quote.ts';
import type { Declaration } from '../../../statement/declaration.ts';
import { sameExpression } from '../../../statement/same-sql.ts';
import { resolveType } from '../../../statement/type-name.ts';
import type { AlreadyExists } from '../../fault.ts';
import { compareColumn, defaultOf } from './compare-column.ts';
import { compareConstraint } from './compare-constraint.ts';
import type { Compared } from './compared.ts';
import { findExistingTwin } from './same-foreign-key.ts';

export interface ComparedAction extends Compared {
  /** What the action would create; null for an action that changes or drops. */
  readonly created: {
    readonly objectKind: AlreadyExists['objectKind'];
    readonly name: string;
  } | null;
}

/** One action of ALTER TABLE beside the state that it would lead to. */
export function compareAction(
  catalog: Catalog,
  declared: Declaration,
  table: Relation,
): ComparedAction {
  const change = (line: string, done: boolean, otherwise: string | null): ComparedAction => ({
    declared: line,
    found: done ? line : otherwise,
    created: null,
  });
  const column =
    'column' in declared && typeof declared.column === 'string'
      ? columnByName(table, declared.column)
      : undefined;
  const shown =
    'column' in declared && typeof declared.column === 'string'
      ? displayIdent(declared.column)
      : '';
  switch (declared.kind) {
    case 'add-column': {
      const found = columnByName(table, declared.column.name);
      const created = { objectKind: 'column', name: declared.column.name } as const;
      return { ...compareColumn(catalog, declared.column, found), created };
    }
    case 'foreign-key':
    case 'key':
    case 'other-constraint': {
      const compared = compareConstraint(catalog, declared, table);
      const index = declared.kind === 'key' ? declared.usingIndex : null;
      // What a key takes over is known by the name of the constraint alone.
      const done =
        index !== null &&
        constraintsOf(catalog, table).some(
          (one) =>
            one.name === (declared.name ?? index) &&
            one.kind === (declared.kind === 'key' ? declared.constraint : ''),
        );
      const name = declared.name ?? nameThere(catalog, declared, table) ?? compared.declared;
      const found = done ? compared.declared : compared.found;
      return { declared: compared.declared, found, created: { objectKind: 'constraint', name } };
    }
    case 'set-default': {
      const wanted = defaultOf(declared.expression);
      const there = defaultOf(column?.default ?? null);
      const same = sameExpression(wanted ?? 'NULL', there ?? 'NULL');
      return change(
        `${shown} default ${wanted ?? 'none'}`,
        same,
        `${shown} default ${there ?? 'none'}`,
      );
    }
    case 'set-not-null': {
      const line = (notNull: boolean): string => `${shown} ${notNull ? 'not null' : 'nullable'}`;
      return change(
        line(declared.notNull),
        column?.notNull === declared.notNull,
        line(!declared.notNull),
      );
    }
    case 'alter-column-type': {
      const type = resolveType(catalog, declared.type)?.sql ?? declared.type.text;
      return change(`${shown} ${type}`, column?.type.sql === type, `${shown} ${column?.type.sql}`);
    }
    case 'drop-column':
      return change(`no column ${shown}`, column === undefined, `column ${shown}`);
    case 'drop-constraint': {
      const there = constraintsOf(catalog, table).some((one) => one.name === declared.name);
      const name = displayIdent(declared.name);
      return change(`no constraint ${name}`, !there, `constraint ${name}`);
    }
    case 'validate-constraint': {
      const there = constraintsOf(catalog, table).find((one) => one.name === declared.name);
      const name = displayIdent(declared.name);
      return change(
        `constraint ${name} validated`,
        there?.validated === true,
        `constraint ${name} not valid`,
      );
    }
    default:
      return change('an action that is not compared', false, null);
  }
}

/** The name under which an unnamed constraint is there. */
function nameThere(catalog: Catalog, declared: Declaration, table: Relation): string | undefined {
  if (declared.kind === 'foreign-key') return findExistingTwin(declared, catalog)?.name;
  if (declared.kind !== 'key') return undefined;
  return constraintsOf(catalog, table).find((one) => one.kind === declared.constraint)?.name;
}
