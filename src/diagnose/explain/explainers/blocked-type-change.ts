import { quoteLiteral } from '../../../postgres/quote.ts';
import type { ErrorInText } from '../errors-in-text.ts';
import {
  byHand,
  type Explainer,
  explanationOf,
  nameOr,
  regclass,
  underPgmend,
} from '../explainer.ts';
import type { MessageId } from '../server-messages.ts';

const blockers: Partial<Record<MessageId, string>> = {
  'used-by-view': 'a view or rule',
  'used-by-policy': 'a policy',
  'used-by-trigger': 'the definition of a trigger',
  'used-by-function': 'a function or procedure',
  'used-by-publication': 'the WHERE clause of a publication',
  'used-by-generated': 'a generated column',
};

/** Something stands on a column whose type is to change. */
export const blockedTypeChange: Explainer = {
  messages: [
    'used-by-view',
    'used-by-policy',
    'used-by-trigger',
    'used-by-function',
    'used-by-publication',
    'used-by-generated',
  ],
  sqlstates: ['0A000'],
  explain(error) {
    const blocker = error.message === null ? undefined : blockers[error.message];
    const [object, column] = blockerOf(error);
    const table = error.statement?.table ?? null;
    const shown = [table, column]
      .filter((one) => one !== null)
      .map((one) => nameOr(one, ''))
      .join('.');
    const newType = error.statement?.newType ?? 'THE_TYPE';
    return explanationOf(error, {
      kind: 'blocked-type-change',
      headline: `The type of ${shown === '' ? 'the column' : shown} cannot be changed: ${object ?? blocker ?? 'something'} uses it.`,
      why: `${blocker === undefined ? 'A view, rule, policy, trigger or generated column' : capital(blocker)} is stored as a tree in which the type of every column is written down, so PostgreSQL refuses the change, also of an empty table. It names the first such object only; there may be more, and others above them.`,
      others:
        error.message === null
          ? [
              { kind: 'truncate-referenced', when: 'the statement is TRUNCATE' },
              { kind: 'type-change-fails', when: 'USING holds a subquery' },
            ]
          : [],
      waysOut: [
        underPgmend(
          'it takes away what stands in the way, changes the type together with the columns that foreign keys tie to it, lays everything back as it was, with owners and grants, and proves it; all in one transaction.',
        ),
        byHand(
          'Or see all that stands on the column.',
          `SELECT DISTINCT pg_describe_object(classid, objid, objsubid) FROM pg_depend WHERE refobjid = ${regclass(table, 'THE_TABLE')} AND refobjsubid = (SELECT attnum FROM pg_attribute WHERE attrelid = ${regclass(table, 'THE_TABLE')} AND attname = ${quoteLiteral(column ?? 'THE_COLUMN')});`,
        ),
        byHand(
          'Or by hand, in one transaction, with its definition and grants noted before. DROP … CASCADE takes away more than you see.',
          'BEGIN;',
          'DROP VIEW THE_VIEW;',
          `ALTER TABLE ${nameOr(table, 'THE_TABLE')} ALTER COLUMN ${nameOr(column, 'THE_COLUMN')} TYPE ${newType};`,
          'CREATE VIEW THE_VIEW AS …;',
          'GRANT … ON THE_VIEW TO …;',
          'COMMIT;',
        ),
      ],
    });
  },
};

/** The object that the DETAIL names, and the column. */
function blockerOf(error: ErrorInText): [string | null, string | null] {
  const column = error.statement?.columns[0] ?? null;
  for (const { id, values } of error.details) {
    if (id === 'depends-on-column') return [values[0] ?? null, values[1] ?? column];
    if (id === 'generated-uses') {
      return [`generated column ${nameOr(values[1], '')}`, values[0] ?? column];
    }
    if (id === 'depends-on') return [values[0] ?? null, column];
  }
  return [null, column];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
