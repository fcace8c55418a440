import { isExplained } from '../diagnose/explained-kinds.ts';
import type { Fault, IncompatibleTypes, KeySide } from '../diagnose/fault.ts';
import { wantedName } from '../diagnose/put-off-key.ts';
import { isStanding } from '../diagnose/standing-fault.ts';
import { displayIdent, displayQualified } from '../postgres/quote.ts';
import type { Palette } from './palette.ts';
import { aligned, columnName, indent, listed, printable, wrapped } from './words.ts';

/** What is wrong, in one line. */
export function faultHeadline(fault: Fault): string {
  if (isExplained(fault) || isStanding(fault)) return fault.headline;
  switch (fault.kind) {
    case 'incompatible-types': {
      const pairs = wrongPairs(fault);
      const side = (name: (pair: Pair) => string, type: (pair: Pair) => string) =>
        listed(pairs.map((pair) => `${name(pair)} (${type(pair)})`));
      const left = side(
        (pair) => columnName(fault.referencing.table, pair.referencing),
        (pair) => pair.referencingType,
      );
      const right = side(
        (pair) => columnName(fault.referenced.table, pair.referenced),
        (pair) => pair.referencedType,
      );
      return `${left} cannot reference ${right}`;
    }
    case 'later-table':
      return listed(
        fault.keys.map(
          (key) =>
            `${displayIdent(key.name)} on ${displayQualified(key.table)} references ${wantedName(key)}, which is not there yet`,
        ),
      );
    case 'put-off-key': {
      const name = `${displayIdent(fault.constraint)} on ${displayQualified(fault.key.table)}`;
      const state = {
        ready: `and ${wantedName(fault.key)} is there now`,
        there: 'and is there now',
        waiting: `and ${wantedName(fault.key)} is still not there`,
        lost: 'and its table or column is not there any more',
      }[fault.state];
      return `${name} was put off, ${state}`;
    }
    case 'pending-trigger-events':
      return `checks of ${displayQualified(fault.table)} wait for the end of the transaction, and it is to be altered`;
    case 'blocked-type-change':
    case 'type-change-fails': {
      if (fault.changes.length === 0) {
        return `${fault.id} is of the asked type already, and something stands on it`;
      }
      const asked = fault.changes
        .filter((one) => one.asked)
        .map((one) => `${columnName(one.table, one.column)} from ${one.type} to ${one.newType}`);
      if (fault.declaredBy === 'user') {
        return `a key is to change, with everything that references it: ${listed(asked)}`;
      }
      if (fault.asksIdentity === true) {
        return `an identity column has to be a number, so the key would have to change: ${listed(asked)}`;
      }
      return fault.kind === 'blocked-type-change'
        ? `something stands on the column that is to change: ${listed(asked)}`
        : `the type cannot be changed by itself: ${listed(asked)}`;
    }
    case 'no-unique-key':
      return `${keyText(fault.referencing)} cannot reference ${keyText(fault.referenced)}, which is not unique`;
    case 'narrow-reference': {
      const [own, key] = [fault.referencing, fault.referenced].map(({ table, columns }) =>
        listed(
          fault.limits.map(
            ({ pair }) =>
              `${columnName(table, columns[pair]?.name ?? '')} (${columns[pair]?.type})`,
          ),
        ),
      );
      return `${own} cannot hold every value of ${key}, which it references`;
    }
    case 'orphans':
      return listed(
        fault.keys.map(
          ({ referencing, referenced }) =>
            `rows of ${keyText(referencing)} reference nothing in ${keyText(referenced)}`,
        ),
      );
    case 'already-exists': {
      const { schema, name: own } = fault.object;
      const name =
        fault.objectKind === 'column'
          ? `${displayIdent(schema)}.${displayIdent(own)}`
          : displayQualified(fault.object);
      return fault.identical
        ? `${fault.objectKind} ${name} is there already, just as declared`
        : `${fault.objectKind} ${name} is there already, and it is another one`;
    }
  }
}

/** What is wrong, why, and both sides with their types. */
export function reportFault(fault: Fault, palette: Palette): string {
  const lines = [palette.bold(printable(faultHeadline(fault)))];
  if (isExplained(fault)) return lines.join('\n');
  if (isStanding(fault)) return [...lines, indent(wrapped(printable(fault.cause)))].join('\n');
  switch (fault.kind) {
    case 'incompatible-types': {
      const types = wrongPairs(fault).map(
        (pair) => `${pair.referencingType} with ${pair.referencedType}`,
      );
      lines.push(
        indent(
          `PostgreSQL has no operator that compares ${listed([...new Set(types)])}, so it could not check the reference.`,
        ),
        ...sides(fault, palette).map((line) => indent(line)),
      );
      if (fault.declaredBy === 'names') {
        lines.push(
          indent(
            palette.dim('No foreign key declares this reference yet; its name and its values do.'),
          ),
        );
      }
      break;
    }
    case 'pending-trigger-events':
      break;
    case 'later-table':
      lines.push(
        ...aligned(
          fault.keys.map((key) => [
            printable(wantedName(key)),
            printable(`is created by ${key.creator}`),
          ]),
        ).map((line) => indent(line)),
      );
      break;
    case 'put-off-key':
      lines.push(
        indent(
          printable(
            `Put off by run ${fault.key.run}: ${fault.key.creator} was to create the table.`,
          ),
        ),
        indent(palette.cyan(`${printable(fault.statement)};`)),
      );
      break;
    case 'blocked-type-change':
    case 'type-change-fails':
      lines.push(
        ...aligned(
          fault.changes.map((one) => [
            one.asked ? 'asked for' : 'tied to it',
            printable(columnName(one.table, one.column)),
            palette.yellow(printable(one.type)),
            `→ ${printable(one.newType)}`,
          ]),
        ).map((line) => indent(line)),
      );
      break;
    case 'no-unique-key':
      lines.push(
        indent('No unique constraint, primary key or usable unique index stands behind it.'),
        ...keySides(fault.referencing, fault.referenced).map((line) => indent(line)),
      );
      break;
    case 'narrow-reference':
      lines.push(
        indent('It works until a key is greater, or longer, than the column.'),
        ...keySides(fault.referencing, fault.referenced).map((line) => indent(line)),
      );
      break;
    case 'orphans':
      lines.push(
        ...fault.keys.flatMap((key) => [
          indent(printable(`${displayIdent(key.constraint)}:`)),
          ...keySides(key.referencing, key.referenced).map((line) => indent(line, 4)),
        ]),
      );
      break;
    case 'already-exists': {
      if (fault.identical) {
        lines.push(indent('An earlier run of this migration got this far.'));
        break;
      }
      const declared = new Set(fault.declared);
      const found = new Set(fault.found);
      lines.push(
        ...fault.declared
          .filter((line) => !found.has(line))
          .map((line) => indent(palette.red(`- declared  ${printable(line)}`))),
        ...fault.found
          .filter((line) => !declared.has(line))
          .map((line) => indent(palette.green(`+ found     ${printable(line)}`))),
      );
      break;
    }
  }
  return lines.join('\n');
}

/** `orders.customer_id`, `lines.(region, number)`. */
function keyText({ table, columns }: KeySide): string {
  const names = columns.map((one) => displayIdent(one.name)).join(', ');
  return `${displayQualified(table)}.${columns.length === 1 ? names : `(${names})`}`;
}

function keySides(referencing: KeySide, referenced: KeySide): string[] {
  const row = (role: string, side: KeySide) =>
    side.columns.map((column) => [
      role,
      printable(columnName(side.table, column.name)),
      printable(column.type),
      column.notNull ? 'NOT NULL' : '',
    ]);
  return aligned([...row('referencing', referencing), ...row('referenced', referenced)]);
}

interface Pair {
  readonly referencing: string;
  readonly referencingType: string;
  readonly referenced: string;
  readonly referencedType: string;
}

function wrongPairs(fault: IncompatibleTypes): Pair[] {
  return fault.pairs.flatMap((at) => {
    const left = fault.referencing.columns[at];
    const right = fault.referenced.columns[at];
    return left === undefined || right === undefined
      ? []
      : [
          {
            referencing: left.name,
            referencingType: left.type,
            referenced: right.name,
            referencedType: right.type,
          },
        ];
  });
}

function sides(fault: IncompatibleTypes, palette: Palette): string[] {
  const wrong = new Set(fault.pairs);
  const row = (role: string, side: KeySide) =>
    side.columns.map((column, at) => [
      role,
      printable(columnName(side.table, column.name)),
      wrong.has(at) ? palette.yellow(printable(column.type)) : printable(column.type),
      column.notNull ? 'NOT NULL' : '',
    ]);
  return aligned([
    ...row('referencing', fault.referencing),
    ...row('referenced', fault.referenced),
  ]);
}
