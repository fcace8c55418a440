import { displayIdent } from '../../../postgres/quote.ts';
import type { ErrorInText } from '../errors-in-text.ts';
import { byHand, type Explainer, explanationOf, underPgmend } from '../explainer.ts';
import { quotedNames } from '../plain-text.ts';
import type { MessageId } from '../server-messages.ts';

const objects: Partial<Record<MessageId, string>> = {
  'constraint-exists': 'constraint',
  'column-exists': 'column',
  'relation-exists': 'table or index',
  'type-exists': 'type',
  'schema-exists': 'schema',
};
const bySqlstate: Readonly<Record<string, string>> = {
  '42P07': 'table or index',
  '42701': 'column',
  '42710': 'object',
  '42P06': 'schema',
};

/** What the statement would create is there. In languages without a translation the first quoted name is meant. */
export const alreadyExists: Explainer = {
  messages: [
    'constraint-exists',
    'column-exists',
    'relation-exists',
    'type-exists',
    'schema-exists',
  ],
  sqlstates: ['42P07', '42701', '42710', '42P06'],
  explain(error) {
    const object =
      (error.message === null ? undefined : objects[error.message]) ??
      bySqlstate[error.sqlstate] ??
      'object';
    const [name = 'of that name', table] = namesOf(error);
    const where = table === undefined ? '' : ` of ${displayIdent(table)}`;
    const shown = name === 'of that name' ? name : displayIdent(name);
    return explanationOf(error, {
      kind: 'already-exists',
      constraint: object === 'constraint' ? name : null,
      headline: `The ${object} ${shown}${where} is there already.`,
      why: 'Most often an earlier run of the same migration got this far and stopped later: it ran without a transaction, so what it had made stayed, but it was not recorded as done. This error then hides the first one, which is the one to look for. It may also be another object of the same name: PostgreSQL cuts names at 63 bytes, and folds unquoted ones to lower case.',
      others:
        object === 'type'
          ? [
              {
                kind: 'leftover-type',
                when: 'no column is of the type that is there: the table or column that had it is gone',
              },
            ]
          : [],
      waysOut: [
        underPgmend(
          'it compares what is there with what the statement declares, column by column. What is identical counts as done and the migration goes on; a difference is shown, and nothing is touched.',
        ),
        byHand(
          'Or look yourself whether it is the same, and do not drop it before you know what it holds.',
          lookAt(object, name, table),
        ),
        byHand(
          'Do not record the migration as done by hand unless every one of its statements took effect.',
        ),
      ],
    });
  },
};

function namesOf(error: ErrorInText): readonly string[] {
  return error.message === null ? quotedNames(error.text).slice(0, 1) : error.values;
}

function lookAt(object: string, name: string, table: string | undefined): string {
  const shown = displayIdent(table ?? name);
  if (object === 'schema') return `\\dn+ ${shown}`;
  return object === 'type' ? `\\dT+ ${shown}` : `\\d+ ${shown}`;
}
