import { amendText } from './amend.ts';
import type { Declaration } from './declaration.ts';
import type { ParsedStatement } from './parse-statements.ts';
import type { TextRange } from './text-range.ts';

/**
 * A string without some actions of its ALTER TABLEs: a statement that consists of them is left out whole.
 *
 * @returns empty when nothing else stands in it.
 */
export function withoutActions(
  text: string,
  statements: readonly ParsedStatement[],
  left: ReadonlySet<Declaration>,
): string {
  const edits = statements.flatMap((statement) => {
    if (!statement.declarations.some((one) => left.has(one))) return [];
    const actions = actionsOf(statement.declarations, left);
    // The words before an action, such as ADD, belong to it: they begin behind the table or the comma.
    const texts = actions.map(({ range }, at) =>
      text.slice(actions[at - 1]?.range.end ?? tableEnd(statement, range), range.end),
    );
    const kept = texts
      .map((one) => one.replace(/^\s*,?\s*/, ''))
      .filter((_, at) => actions[at]?.left === false);
    if (kept.length === 0) return [{ range: statement, text: '' }];
    const range = {
      start: tableEnd(statement, actions[0]?.range ?? statement),
      end: Math.max(...actions.map((one) => one.range.end)),
    };
    return [{ range, text: ` ${kept.join(', ')}` }];
  });
  const rest = amendText(text, edits);
  return /^[\s;]*$/.test(rest) ? '' : rest;
}

/** Where the name of the altered table ends. */
function tableEnd({ declarations }: ParsedStatement, otherwise: TextRange): number {
  for (const one of declarations) {
    if ('table' in one && one.table.range !== null) return one.table.range.end;
  }
  return otherwise.start;
}

/** The actions of an ALTER TABLE in order; one that declares several things is one action. */
function actionsOf(
  declarations: readonly Declaration[],
  left: ReadonlySet<Declaration>,
): { range: TextRange; left: boolean }[] {
  const actions: { range: TextRange; left: boolean }[] = [];
  for (const one of declarations) {
    const { range } = one;
    const inside = actions.some(
      (other) => other.range.start <= range.start && range.end <= other.range.end,
    );
    if (!inside) actions.push({ range, left: left.has(one) });
  }
  return actions;
}
