import { beforeAll, describe, expect, test } from 'vitest';
import { parseStatements } from '../../statement/parse-statements.ts';
import { loadParser } from '../../statement/parser.ts';
import { explainText } from './explain-text.ts';

beforeAll(loadParser);

/** Text → kind and headline. */
const told: readonly (readonly [string, string | null, string])[] = [
  [
    `foreign key constraint "a_ids_fkey" cannot be implemented
DETAIL:  Key columns "ids" and "id" are of incompatible types: uuid[] and uuid.`,
    'array-column',
    'a.ids is uuid[], a list of values, and the key, id, is uuid.',
  ],
  [
    `ALTER TABLE "Accounts" ALTER COLUMN id TYPE bigint - foreign key constraint "post_account_id_fkey" cannot be implemented
DETAIL:  Key columns "account_id" and "id" are of incompatible types: uuid and bigint.`,
    'type-change-fails',
    '"Accounts".id cannot change its type alone: the foreign key post_account_id_fkey would join uuid with bigint.',
  ],
  [
    'column "created By" cannot be cast automatically to type character varying(36)',
    'type-change-fails',
    'The values of "created By" do not become character varying(36) by themselves.',
  ],
  [
    'default for column "status" cannot be cast automatically to type enum_status',
    'type-change-fails',
    'The default of status does not become enum_status by itself.',
  ],
  [
    'alter table t alter column c type uuid using c::uuid; ERROR: cannot cast type bigint to uuid',
    'type-change-fails',
    'PostgreSQL has no cast from bigint to uuid.',
  ],
  [
    'ALTER TABLE v ALTER COLUMN id TYPE uuid USING id::uuid - invalid input syntax for type uuid: "manual-edit-1"',
    'type-change-fails',
    'The value "manual-edit-1" is no uuid.',
  ],
  [
    'insert into v (id) values ($1) - invalid input syntax for type uuid: "x"',
    null,
    'The value "x" is no uuid.',
  ],
  [
    'value "3000000000" is out of range for type integer',
    'type-change-fails',
    'The value "3000000000" is out of the range of integer.',
  ],
  ['integer out of range', 'type-change-fails', 'A value is out of the range of integer.'],
  [
    'operator does not exist: integer <> character varying\nHINT: No operator matches',
    'data-step',
    'PostgreSQL has no operator for integer <> character varying.',
  ],
  [
    'column "id" is of type uuid but default expression is of type character varying',
    'default-type',
    'id is uuid, and its default is character varying.',
  ],
  [
    'identity column type must be smallint, integer, or bigint',
    'identity-type',
    'An identity column has to be smallint, integer or bigint, and the one that is declared is not.',
  ],
  [
    'ALTER TABLE t ADD UNIQUE ("E mail") - could not create unique index "t_E mail_key"\nDETAIL: Key ("E mail")=(a@b.c) is duplicated.',
    'no-unique-key',
    'The unique index "t_E mail_key" cannot be made: ("E mail") = (a@b.c) is there twice.',
  ],
  [
    'cannot use a deferrable unique constraint for referenced table "users"',
    'no-unique-key',
    'The key over the referenced columns of users is DEFERRABLE, and a foreign key cannot stand on it.',
  ],
  [
    'ALTER TABLE a ADD FOREIGN KEY (x) REFERENCES tasks - number of referencing and referenced columns for foreign key disagree',
    'column-count',
    'The foreign key has another number of columns than the key that it references: (x) references tasks without naming columns, so its whole primary key is meant.',
  ],
  [
    'INSERT INTO cards VALUES (1, 9) - insert or update on table "cards" violates foreign key constraint "cards_fk"\nDETAIL: Key (a, b)=(1, 9) is not present in table "Data bases".',
    'data-step',
    'A row of cards would reference nothing: (a, b) = (1, 9) is not in "Data bases".',
  ],
  [
    'update or delete on table "types" violates foreign key constraint "jobs_type_id_fkey" on table "jobs"\nDETAIL: Key (id)=(3) is still referenced from table "jobs".',
    'data-step',
    'Rows of types are still referenced from jobs: (id) = (3).',
  ],
  [
    'update or delete on table "types" violates RESTRICT setting of foreign key constraint "jobs_type_id_fkey" on table "jobs"\nDETAIL: Key (id)=(3) is referenced from table "jobs".',
    'data-step',
    'Rows of types are still referenced from jobs: (id) = (3).',
  ],
  [
    'column "project_id" of relation "bills" contains null values',
    'not-null-on-rows',
    'bills.project_id is to be NOT NULL, and rows have no value there.',
  ],
  [
    'null value in column "owner_id" of relation "notes" violates not-null constraint',
    'data-step',
    'The statement would write NULL into notes.owner_id, which is NOT NULL.',
  ],
  [
    'relation "auth.users" does not exist',
    'missing-relation',
    'PostgreSQL finds no table auth.users.',
  ],
  ['schema "Auth" does not exist', 'missing-relation', 'PostgreSQL finds no schema "Auth".'],
  [
    'ALTER TABLE "clients" ADD FOREIGN KEY (user_id) REFERENCES users - column "user_id" referenced in foreign key constraint does not exist',
    'missing-column',
    'The foreign key names a column user_id that is not there, on clients or on users.',
  ],
  [
    'column "userId" of relation "posts" does not exist',
    'missing-column',
    'There is no column "userId" on posts.',
  ],
  [
    'constraint "uq_users_email" of relation "users" does not exist',
    'missing-constraint',
    'users has no constraint uq_users_email.',
  ],
  ['index "IX_a" does not exist', 'missing-constraint', 'There is no index "IX_a".'],
  ['type "citext" does not exist', null, 'PostgreSQL finds no type citext.'],
  [
    'referenced relation "active_users" is not a table',
    'wrong-target',
    'active_users is not a table: a view, a materialized view or a foreign table.',
  ],
  [
    'cannot drop constraint users_pkey on table users because other objects depend on it\nDETAIL: constraint a_fkey on table a depends on index users_pkey',
    'dependent-objects',
    'Constraint users_pkey on table users cannot be dropped: other objects depend on it.',
  ],
  [
    'cannot drop index i because constraint c on table t requires it',
    'dependent-objects',
    'Index i cannot be dropped: constraint c on table t requires it.',
  ],
  [
    'cannot alter type of a column used by a generated column\nDETAIL: Column "a" is used by generated column "b".',
    'blocked-type-change',
    'The type of a cannot be changed: generated column b uses it.',
  ],
  [
    'cannot truncate a table referenced in a foreign key constraint\nDETAIL: Table "history" references "history_types".\nHINT: Truncate table "history" at the same time, or use TRUNCATE ... CASCADE.',
    'truncate-referenced',
    'history_types cannot be truncated: history references it.',
  ],
  [
    'permission denied for table users',
    'missing-rights',
    'The role that runs the migration may not do that with the table users.',
  ],
  [
    'permission denied to set parameter "session_replication_role"',
    'missing-rights',
    'The role that runs the migration may not set session_replication_role.',
  ],
  [
    'cannot ALTER TABLE "session" because it has pending trigger events',
    'pending-trigger-events',
    'ALTER TABLE session has to wait: rows of it were written in the same transaction, and their foreign keys are not checked yet.',
  ],
  [
    'constraints on permanent tables may reference only permanent tables',
    'persistence-mix',
    'The foreign key cannot be laid: a permanent table references one that is unlogged or temporary.',
  ],
  [
    'multiple primary keys for table "branches" are not allowed',
    'second-primary-key',
    'Table branches has a primary key already.',
  ],
  [
    'duplicate key value violates unique constraint "notes_pkey"\nDETAIL: Key (id)=(5) already exists.',
    null,
    'A row has the key of another one: (id) = (5) is there already.',
  ],
  [
    'nextval: reached maximum value of sequence "hits_id_seq" (2147483647)',
    'narrow-sequence',
    'The sequence hits_id_seq is at its end, 2147483647.',
  ],
  ['canceling statement due to lock timeout', null, 'The statement did not get its lock in time.'],
  [
    'deadlock detected',
    null,
    'Two transactions waited for each other, and PostgreSQL ended this one.',
  ],
  [
    'cannot execute ALTER TABLE in a read-only transaction',
    null,
    'ALTER TABLE cannot run: the transaction is read-only.',
  ],
  [
    'current transaction is aborted, commands ignored until end of transaction block',
    null,
    'This is only a consequence: an earlier statement of the same transaction failed.',
  ],
];

describe.each(told)('%s', (text, kind, headline) => {
  const explanation = explainText(text);

  test('is told with the names that it holds', () => {
    expect(explanation).toMatchObject({ kind, headline });
    expect(explanation?.waysOut[0]?.code).toMatch(/^npx pgmend run .*-- YOUR MIGRATION COMMAND$/);
  });

  test('what is to be pasted is SQL', () => {
    const codes = (explanation?.waysOut ?? []).flatMap(({ code }) => code ?? []);
    // An ellipsis stands for what only a person can write.
    const sql = codes.filter((code) => /^[A-Z]/.test(code) && !/…|^YOUR/.test(code));
    for (const code of sql)
      expect({ code, ok: parseStatements(code).ok }).toMatchObject({ ok: true });
    expect(codes.join()).not.toMatch(/undefined|null\b(?! )|""/);
  });
});
