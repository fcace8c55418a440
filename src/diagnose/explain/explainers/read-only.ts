import { byHand, type Explainer, explanationOf } from '../explainer.ts';

/** The session may not write: a standby, or a setting. */
export const readOnly: Explainer = {
  messages: ['read-only'],
  sqlstates: ['25006'],
  explain(error) {
    const [command] = error.values;
    return explanationOf(error, {
      kind: null,
      headline: `${command ?? 'The statement'} cannot run: the transaction is read-only.`,
      why: 'Mostly the connection leads to a standby (a read replica, or the old primary after a fail-over). Otherwise default_transaction_read_only is set for the server, the database or the role, or by a pooler or a full disk’s guard of a managed database.',
      waysOut: [
        {
          title:
            'Run the migration under pgmend, with the address of the primary: what a foreign key stops there is mended.',
          code: 'npx pgmend run --url postgres://PRIMARY/DB -- YOUR MIGRATION COMMAND',
        },
        byHand(
          'See which it is: true in the first means a standby.',
          'SELECT pg_is_in_recovery(), inet_server_addr(), inet_server_port();',
          'SHOW default_transaction_read_only;',
          "SELECT datname, setrole::regrole, setconfig FROM pg_db_role_setting LEFT JOIN pg_database ON pg_database.oid = setdatabase WHERE setconfig::text LIKE '%read_only%';",
        ),
        byHand(
          'Let the address find the primary by itself, where the driver can.',
          'postgres://HOST1,HOST2/DB?target_session_attrs=read-write',
        ),
      ],
    });
  },
};
