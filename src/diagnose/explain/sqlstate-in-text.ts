/** A SQLSTATE that a text tells, as a code or by the name of its condition. */
export interface SqlstateInText {
  readonly sqlstate: string;
  /** Offset in the text. */
  readonly at: number;
}

/**
 * The conditions of all kinds of fault, under PostgreSQL's names; drivers write them in camel case too
 * (`errors.DatatypeMismatch`, `PG::DatatypeMismatch`, `ForeignKeyViolationError`).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const conditions: Readonly<Record<string, string>> = {
  datatype_mismatch: '42804',
  cannot_coerce: '42846',
  invalid_foreign_key: '42830',
  foreign_key_violation: '23503',
  unique_violation: '23505',
  sequence_generator_limit_exceeded: '2200H',
  restrict_violation: '23001',
  not_null_violation: '23502',
  undefined_table: '42P01',
  undefined_column: '42703',
  undefined_object: '42704',
  undefined_function: '42883',
  invalid_schema_name: '3F000',
  duplicate_table: '42P07',
  duplicate_column: '42701',
  duplicate_object: '42710',
  duplicate_schema: '42P06',
  wrong_object_type: '42809',
  dependent_objects_still_exist: '2BP01',
  invalid_text_representation: '22P02',
  numeric_value_out_of_range: '22003',
  string_data_right_truncation: '22001',
  datetime_field_overflow: '22008',
  invalid_datetime_format: '22007',
  invalid_parameter_value: '22023',
  insufficient_privilege: '42501',
  object_in_use: '55006',
  object_not_in_prerequisite_state: '55000',
  invalid_table_definition: '42P16',
  invalid_object_definition: '42P17',
  lock_not_available: '55P03',
  deadlock_detected: '40P01',
  query_canceled: '57014',
  read_only_sql_transaction: '25006',
  in_failed_sql_transaction: '25P02',
  feature_not_supported: '0A000',
};

/** Names that frameworks give to a condition, without PostgreSQL's. */
const ofFrameworks: Readonly<Record<string, string>> = {
  SequelizeForeignKeyConstraintError: '23503',
  SequelizeUniqueConstraintError: '23505',
  'ActiveRecord::RecordNotUnique': '23505',
  'ActiveRecord::InvalidForeignKey': '23503',
  'ActiveRecord::NotNullViolation': '23502',
  'ActiveRecord::LockWaitTimeout': '55P03',
  'ActiveRecord::Deadlocked': '40P01',
};

const codes = Object.values(conditions);
const names = new Map([
  ...Object.entries(conditions).map(([name, code]) => [name.replaceAll('_', ''), code] as const),
  ...Object.entries(ofFrameworks).map(([name, code]) => [name.toLowerCase(), code] as const),
]);

/** A code of digits alone is taken for one only where something says so: it might be any number. */
const told = new RegExp(
  `(?:^\\s*(?=\\w{5}\\s*$)|(?:sql[ _-]?state|code|pgcode|error)\\W{0,4}\\s?|[\\[('"\`]|[:：]\\s{1,2})(${codes.join('|')})(?![\\w.])`,
  'gi',
);
const lettered = new RegExp(
  `(?<![\\w-])(${codes.filter((one) => /[A-Z]/.test(one)).join('|')})(?![\\w-])`,
  'g',
);
const named =
  /(?<![\w])(?:ActiveRecord::\w+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:_[a-z]+)+)(?!\w)/g;

/** Every SQLSTATE of a text without colours that may be a fault's, in order. */
export function sqlstatesIn(text: string): SqlstateInText[] {
  const found = [...text.matchAll(told), ...text.matchAll(lettered)].map((match) => ({
    sqlstate: (match[1] ?? '').toUpperCase(),
    at: match.index,
  }));
  for (const match of text.matchAll(named)) {
    const name = match[0].toLowerCase().replaceAll('_', '');
    const sqlstate = names.get(name) ?? names.get(name.replace(/error$/, ''));
    if (sqlstate !== undefined) found.push({ sqlstate, at: match.index });
  }
  return found.sort((one, other) => one.at - other.at);
}
