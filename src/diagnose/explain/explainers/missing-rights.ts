import type { ErrorInText } from '../errors-in-text.ts';
import { byHand, type Explainer, explanationOf, nameOr, underPgmend } from '../explainer.ts';
import type { WayOut } from '../explanation.ts';

/** The role may not do that. */
export const missingRights: Explainer = {
  messages: [
    'not-owner-of-table',
    'not-owner-of-type',
    'no-permission-table',
    'no-permission-schema',
    'no-permission-parameter',
  ],
  sqlstates: ['42501'],
  explain(error) {
    return explanationOf(error, {
      kind: 'missing-rights',
      headline: headline(error),
      why: why(error),
      waysOut: [
        underPgmend(
          'it names the role, the owner, and the statement that the right person would run. It never changes rights.',
        ),
        ...grants(error),
        byHand(
          'Let one role own all tables of the application and run all migrations; the application itself connects as another one.',
        ),
      ],
    });
  },
};

function headline({ message, values }: ErrorInText): string {
  const name = nameOr(values[0], '');
  switch (message) {
    case 'not-owner-of-table':
      return `The role that runs the migration does not own the table ${name}.`;
    case 'not-owner-of-type':
      return `The role that runs the migration does not own the type ${name}.`;
    case 'no-permission-table':
      return `The role that runs the migration may not do that with the table ${name}.`;
    case 'no-permission-schema':
      return `The role that runs the migration may not use the schema ${name}.`;
    case 'no-permission-parameter':
      return `The role that runs the migration may not set ${name}.`;
    default:
      return 'The role that runs the migration may not do that.';
  }
}

function why({ message, statement }: ErrorInText): string {
  if (message === 'no-permission-parameter') {
    return 'session_replication_role = replica switches the triggers behind foreign keys off, so that rows are written that nobody checks: a superuser’s right, or from PostgreSQL 15 on one that is granted for that parameter. Managed databases give it to nobody.';
  }
  const references =
    statement?.does === 'lay-foreign-key' || message === 'no-permission-table'
      ? ' A foreign key restricts what may be deleted from the table that it references, so its owner has to allow that: SELECT is not enough, the role needs REFERENCES.'
      : '';
  return `Altering or dropping a table, its columns and its constraints is the right of its owner alone, of a member of that role, or of a superuser: no privilege for it can be granted.${references}`;
}

function grants({ message, values }: ErrorInText): WayOut[] {
  const name = nameOr(values[0], 'THE_TABLE');
  switch (message) {
    case 'no-permission-parameter':
      return [
        byHand(
          'Or load the referenced tables first; or let the checks wait for the end of the transaction, where the keys are DEFERRABLE.',
          'SET CONSTRAINTS ALL DEFERRED;',
        ),
        byHand(
          'If it must be, a superuser runs (15 and later):',
          `GRANT SET ON PARAMETER ${name} TO THE_ROLE;`,
        ),
      ];
    case 'no-permission-schema':
      return [
        byHand(
          'The owner of the schema or a superuser runs one of these.',
          `GRANT USAGE ON SCHEMA ${name} TO THE_ROLE;`,
          `GRANT CREATE ON SCHEMA ${name} TO THE_ROLE;`,
        ),
      ];
    case 'no-permission-table':
      return [
        byHand(
          'The owner of the table or a superuser runs, for a foreign key that leads to it:',
          `GRANT REFERENCES ON TABLE ${name} TO THE_ROLE;`,
        ),
      ];
    default:
      return [
        byHand(
          'See who the owner is, and run the migration as that role; or let the owner or a superuser run one of these.',
          `SELECT current_user, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE oid = '${name.replaceAll("'", "''")}'::regclass;`,
          'GRANT THE_OWNER TO THE_ROLE;',
          `ALTER TABLE ${name} OWNER TO THE_ROLE;`,
        ),
      ];
  }
}
