/** What a placeholder of a message holds; it decides how far it reaches in a text. */
export type Holds = 'name' | 'type' | 'value' | 'words';

/** A message of PostgreSQL that is recognised in an error text. */
export interface ServerMessage {
  /** As the server's source has it, the wordings of all versions from 12 to 18. */
  readonly texts: readonly string[];
  /** null: a DETAIL, which belongs to the message before it. */
  readonly sqlstate: string | null;
  /** For each placeholder, in the order of the English text; a name where it says nothing. */
  readonly holds: readonly Holds[];
}

const message = (sqlstate: string, text: string, ...holds: Holds[]): ServerMessage => ({
  texts: [text],
  sqlstate,
  holds,
});
const detail = (text: string, ...holds: Holds[]): ServerMessage => ({
  texts: [text],
  sqlstate: null,
  holds,
});

/**
 * The messages of all kinds of fault. Source: src/backend of PostgreSQL, by and large commands/tablecmds.c,
 * utils/adt/ri_triggers.c and parser/.
 */
export const serverMessages = {
  'not-implemented': message('42804', 'foreign key constraint "%s" cannot be implemented'),
  'key-columns': {
    texts: [
      'Key columns "%s" and "%s" are of incompatible types: %s and %s.',
      'Key columns "%s" of the referencing table and "%s" of the referenced table are of incompatible types: %s and %s.',
    ],
    sqlstate: null,
    holds: ['name', 'name', 'type', 'type'],
  },

  'constraint-exists': message('42710', 'constraint "%s" for relation "%s" already exists'),
  'column-exists': message('42701', 'column "%s" of relation "%s" already exists'),
  'relation-exists': message('42P07', 'relation "%s" already exists'),
  'type-exists': message('42710', 'type "%s" already exists'),
  'schema-exists': message('42P06', 'schema "%s" already exists'),

  'no-unique-constraint': message(
    '42830',
    'there is no unique constraint matching given keys for referenced table "%s"',
  ),
  'no-primary-key': message('42704', 'there is no primary key for referenced table "%s"'),
  'deferrable-unique': message(
    '55000',
    'cannot use a deferrable unique constraint for referenced table "%s"',
  ),
  'deferrable-primary-key': message(
    '55000',
    'cannot use a deferrable primary key for referenced table "%s"',
  ),
  'index-not-unique': message('23505', 'could not create unique index "%s"'),
  'key-duplicated': detail('Key (%s)=(%s) is duplicated.', 'value', 'value'),
  'value-there': message('23505', 'duplicate key value violates unique constraint "%s"'),
  'key-there': detail('Key (%s)=(%s) already exists.', 'value', 'value'),
  'sequence-ended': {
    texts: [
      'nextval: reached maximum value of sequence "%s" (%lld)',
      'nextval: reached maximum value of sequence "%s" (%s)',
    ],
    sqlstate: '2200H',
    holds: ['name', 'value'],
  },
  'column-counts': message(
    '42830',
    'number of referencing and referenced columns for foreign key disagree',
  ),

  'reference-to-nothing': message(
    '23503',
    'insert or update on table "%s" violates foreign key constraint "%s"',
  ),
  'key-not-present': detail('Key (%s)=(%s) is not present in table "%s".', 'value', 'value'),
  'still-referencing': message(
    '23503',
    'update or delete on table "%s" violates foreign key constraint "%s" on table "%s"',
  ),
  'restrict-setting': message(
    '23001',
    'update or delete on table "%s" violates RESTRICT setting of foreign key constraint "%s" on table "%s"',
  ),
  'key-still-referenced': {
    texts: [
      'Key (%s)=(%s) is still referenced from table "%s".',
      'Key (%s)=(%s) is referenced from table "%s".',
    ],
    sqlstate: null,
    holds: ['value', 'value', 'name'],
  },
  'contains-nulls': {
    texts: [
      'column "%s" of relation "%s" contains null values',
      'column "%s" of table "%s" contains null values',
    ],
    sqlstate: '23502',
    holds: ['name', 'name'],
  },
  'null-value': message(
    '23502',
    'null value in column "%s" of relation "%s" violates not-null constraint',
  ),

  'no-relation': message('42P01', 'relation "%s" does not exist'),
  'no-table': message('42P01', 'table "%s" does not exist'),
  'no-schema': message('3F000', 'schema "%s" does not exist'),
  'no-key-column': message(
    '42703',
    'column "%s" referenced in foreign key constraint does not exist',
  ),
  'no-column-of-relation': message('42703', 'column "%s" of relation "%s" does not exist'),
  'no-column': {
    texts: ['column "%s" does not exist', 'column "%s" named in key does not exist'],
    sqlstate: '42703',
    holds: ['name'],
  },
  'no-constraint': {
    texts: [
      'constraint "%s" of relation "%s" does not exist',
      'constraint "%s" for table "%s" does not exist',
    ],
    sqlstate: '42704',
    holds: ['name', 'name'],
  },
  'no-index': message('42704', 'index "%s" does not exist'),
  'no-type': message('42704', 'type "%s" does not exist'),

  'not-a-table': message('42809', 'referenced relation "%s" is not a table'),
  'foreign-table': message('42809', 'foreign key constraints are not supported on foreign tables'),

  'others-depend': message('2BP01', 'cannot drop %s because other objects depend on it', 'words'),
  'others-depend-on-them': message(
    '2BP01',
    'cannot drop desired object(s) because other objects depend on them',
  ),
  'required-by': message('2BP01', 'cannot drop %s because %s requires it', 'words', 'words'),
  'depends-on': detail('%s depends on %s', 'words', 'words'),
  'depends-on-column': detail('%s depends on column "%s"', 'words'),

  'used-by-view': message('0A000', 'cannot alter type of a column used by a view or rule'),
  'used-by-policy': message('0A000', 'cannot alter type of a column used in a policy definition'),
  'used-by-trigger': message('0A000', 'cannot alter type of a column used in a trigger definition'),
  'used-by-function': message(
    '0A000',
    'cannot alter type of a column used by a function or procedure',
  ),
  'used-by-publication': message(
    '0A000',
    'cannot alter type of a column used by a publication WHERE clause',
  ),
  'used-by-generated': message('0A000', 'cannot alter type of a column used by a generated column'),
  'generated-uses': detail('Column "%s" is used by generated column "%s".'),
  'truncate-referenced': message(
    '0A000',
    'cannot truncate a table referenced in a foreign key constraint',
  ),
  'table-references': detail('Table "%s" references "%s".'),

  'no-automatic-cast': message(
    '42804',
    'column "%s" cannot be cast automatically to type %s',
    'name',
    'type',
  ),
  'default-not-castable': message(
    '42804',
    'default for column "%s" cannot be cast automatically to type %s',
    'name',
    'type',
  ),
  'using-not-castable': message(
    '42804',
    'result of USING clause for column "%s" cannot be cast automatically to type %s',
    'name',
    'type',
  ),
  'no-cast': message('42846', 'cannot cast type %s to %s', 'type', 'type'),
  'subquery-in-using': message('0A000', 'cannot use subquery in transform expression'),
  'default-of-other-type': message(
    '42804',
    'column "%s" is of type %s but default expression is of type %s',
    'name',
    'type',
    'type',
  ),
  'value-of-other-type': message(
    '42804',
    'column "%s" is of type %s but expression is of type %s',
    'name',
    'type',
    'type',
  ),
  'no-operator': message('42883', 'operator does not exist: %s', 'words'),
  'invalid-input': message('22P02', 'invalid input syntax for type %s: "%s"', 'type', 'value'),
  'invalid-label': message('22P02', 'invalid input value for enum %s: "%s"', 'type', 'value'),
  'value-out-of-range': message('22003', 'value "%s" is out of range for type %s', 'value', 'type'),
  'integer-out-of-range': message('22003', 'integer out of range'),
  'bigint-out-of-range': message('22003', 'bigint out of range'),
  'smallint-out-of-range': message('22003', 'smallint out of range'),
  'value-too-long': message('22001', 'value too long for type character varying(%d)', 'value'),
  'time-out-of-range': message('22008', 'date/time field value out of range: "%s"', 'value'),

  'not-owner-of-table': {
    texts: ['must be owner of table %s', 'must be owner of relation %s'],
    sqlstate: '42501',
    holds: ['words'],
  },
  'not-owner-of-type': message('42501', 'must be owner of type %s', 'words'),
  'no-permission-table': message('42501', 'permission denied for table %s', 'words'),
  'no-permission-schema': message('42501', 'permission denied for schema %s', 'words'),
  'no-permission-parameter': message('42501', 'permission denied to set parameter "%s"'),

  'pending-events': message(
    '55006',
    'cannot %s "%s" because it has pending trigger events',
    'words',
  ),
  'permanent-only': message(
    '42P16',
    'constraints on permanent tables may reference only permanent tables',
  ),
  'unlogged-only': message(
    '42P16',
    'constraints on unlogged tables may reference only permanent or unlogged tables',
  ),
  'temporary-only': message(
    '42P16',
    'constraints on temporary tables may reference only temporary tables',
  ),
  'multiple-primary-keys': message('42P16', 'multiple primary keys for table "%s" are not allowed'),
  'identity-type': message('22023', 'identity column type must be smallint, integer, or bigint'),

  'lock-timeout': message('55P03', 'canceling statement due to lock timeout'),
  'lock-not-available': message('55P03', 'could not obtain lock on relation "%s"'),
  'statement-timeout': message('57014', 'canceling statement due to statement timeout'),
  deadlock: message('40P01', 'deadlock detected'),
  'read-only': message('25006', 'cannot execute %s in a read-only transaction', 'words'),
  'transaction-aborted': message(
    '25P02',
    'current transaction is aborted, commands ignored until end of transaction block',
  ),
} as const satisfies Readonly<Record<string, ServerMessage>>;

export type MessageId = keyof typeof serverMessages;
