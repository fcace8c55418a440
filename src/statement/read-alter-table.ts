import type { AlterTableCmd, AlterTableStmt } from 'libpg-query';
import type { Declaration, DeclaredName } from './declaration.ts';
import { readColumn } from './read-column.ts';
import { readConstraint } from './read-constraint.ts';
import { readIdentity } from './read-identity.ts';
import { endOfName, readRelation } from './read-name.ts';
import { readType } from './read-type.ts';
import { type Source, sliceOf } from './source.ts';
import type { TextRange } from './text-range.ts';
import { endOfElement, rangeOf } from './tokens.ts';

/** Where one action of ALTER TABLE stands: the tokens from `from` to before `until`. */
export interface Action {
  readonly table: DeclaredName;
  readonly range: TextRange;
  readonly from: number;
  readonly until: number;
}

/** ALTER TABLE: every action in the order of the text. */
export function readAlterTable(source: Source, node: AlterTableStmt): Declaration[] {
  const { list, indexAt } = source.tokens();
  const table = readRelation(source, node.relation);
  const commands = (node.cmds ?? []).flatMap((one) =>
    'AlterTableCmd' in one ? [one.AlterTableCmd] : [],
  );
  let from = endOfName(source, indexAt(source.offsets.fromBytes(node.relation?.location ?? 0)));
  if (list[from]?.text === '*') from += 1;
  const declarations: Declaration[] = [];
  for (const command of commands) {
    const until = endOfElement(list, from);
    const range = rangeOf(list, from, until) ?? source.range;
    declarations.push(...readAction(source, command, { table, range, from, until }));
    from = until + 1;
  }
  return declarations;
}

function readAction(source: Source, command: AlterTableCmd, action: Action): Declaration[] {
  const { table, range, until } = action;
  const { list, indexAt } = source.tokens();
  const at = { table, range };
  const name = command.name ?? '';
  const ifExists = command.missing_ok === true;
  const cascade = command.behavior === 'DROP_CASCADE';
  const on = { ...at, column: name, columnRange: nameAfterKeywords(source, action) };
  const nameRange = on.columnRange;
  const definition = command.def;
  switch (command.subtype) {
    case 'AT_AddColumn': {
      if (definition === undefined || !('ColumnDef' in definition)) break;
      const read = readColumn(source, definition.ColumnDef, { table, origin: 'add-column' });
      if (read === null) break;
      const added = {
        kind: 'add-column',
        ...at,
        column: read.column,
        ifNotExists: ifExists,
      } as const;
      return [added, ...read.constraints];
    }
    case 'AT_AddConstraint': {
      if (definition === undefined || !('Constraint' in definition)) break;
      const place = {
        table,
        origin: 'add-constraint',
        until,
        column: null,
        attributes: [],
      } as const;
      const declared = readConstraint(source, definition.Constraint, place);
      if (declared === null) break;
      return [declared];
    }
    case 'AT_AlterColumnType': {
      if (definition === undefined || !('ColumnDef' in definition)) break;
      const { typeName } = definition.ColumnDef;
      if (typeName === undefined) break;
      const type = readType(source, typeName);
      const after = indexAt(type.range.end);
      const keyword = list.findIndex(
        (one, index) => index >= after && index < until && one.word === 'USING',
      );
      const using = keyword < 0 ? null : rangeOf(list, keyword, until);
      return [{ kind: 'alter-column-type', ...on, type, using }];
    }
    case 'AT_ColumnDefault': {
      const keyword = list.findIndex(
        (one, index) => index > action.from && index < until && one.word === 'DEFAULT',
      );
      const place = definition === undefined ? null : rangeOf(list, keyword + 1, until);
      const expression = place === null ? null : sliceOf(source, place);
      return [{ kind: 'set-default', ...on, expression }];
    }
    case 'AT_AddIdentity': {
      if (definition === undefined || !('Constraint' in definition)) break;
      const declared = readIdentity(source, definition.Constraint, action);
      if (declared === null) break;
      return [{ kind: 'add-identity', ...on, ...declared }];
    }
    case 'AT_SetNotNull':
      return [{ kind: 'set-not-null', ...on, notNull: true }];
    case 'AT_DropNotNull':
      return [{ kind: 'set-not-null', ...on, notNull: false }];
    case 'AT_DropColumn':
      return [{ kind: 'drop-column', ...on, ifExists, cascade }];
    case 'AT_DropConstraint':
      return [{ kind: 'drop-constraint', ...at, name, nameRange, ifExists, cascade }];
    case 'AT_ValidateConstraint':
      return [{ kind: 'validate-constraint', ...at, name, nameRange }];
    default:
  }
  return [{ kind: 'other-action', ...at }];
}

const keywords = new Set(['ALTER', 'DROP', 'VALIDATE', 'COLUMN', 'CONSTRAINT', 'IF', 'EXISTS']);

/** The name that an action is about: the first word that is no keyword of its beginning. */
function nameAfterKeywords(source: Source, action: Action): TextRange | null {
  const { list } = source.tokens();
  let at = action.from;
  // The last two are unreserved: a column may be named so, and then nothing follows that could be its name.
  while (at < action.until && keywords.has(list[at]?.word ?? '')) at += 1;
  const token = list[at];
  return token?.isName === true && at < action.until
    ? { start: token.start, end: token.end }
    : null;
}
