import type { CopiedColumn } from '../../catalog/copy/table-copy.ts';
import { grantStatements } from '../../catalog/dependents/grants.ts';
import { optionSql } from '../../catalog/dependents/remarks.ts';
import type { Plan } from '../../plan/plan.ts';
import { quoteIdent, quoteLiteral, quoteQualified } from '../../postgres/quote.ts';
import { holdAutovacuumSql } from './hold-autovacuum.ts';
import type { LiveDesign, LiveMember, LiveTable } from './live-design.ts';
import { changedNames, keyNames, work } from './live-sql.ts';

/** What a new table of the journal's schema gets from default privileges. */
export interface NewTableGrants {
  readonly grantees: readonly (string | null)[];
  /** The session's `role` setting. */
  readonly role: string;
  /** Roles that may not use the schema by themselves, of those that made grants. */
  readonly outside: readonly string[];
}

/** Roles that made grants on the tables, besides their owners. */
export function otherGrantors({ tables }: LiveDesign): string[] {
  const copies = tables.flatMap(({ members }) => members.map(({ copy }) => copy));
  const all = copies.flatMap(({ owner, grants, columnGrants }) =>
    [...(grants ?? []), ...columnGrants].flatMap(({ grantor }) =>
      grantor === owner ? [] : [grantor],
    ),
  );
  return [...new Set(all)];
}

/** Statements that make every work table and an empty copy of every table, in its new types, without indexes. */
export function createWorkSql(design: LiveDesign, plan: Plan, defaults: NewTableGrants): string[] {
  // Whoever granted has to reach the copies, to grant on them.
  const schema = quoteIdent(design.journalSchema);
  const outside = defaults.outside.map(quoteIdent).join(', ');
  return [
    ...changedTablesSql(design),
    ...(outside === '' ? [] : [`GRANT USAGE ON SCHEMA ${schema} TO ${outside}`]),
    ...design.tables.flatMap((table) => [
      ...logSql(design, table),
      ...shadowTablesSql(design, table, plan, defaults),
    ]),
    ...(outside === '' ? [] : [`REVOKE USAGE ON SCHEMA ${schema} FROM ${outside}`]),
  ];
}

function logSql(design: LiveDesign, table: LiveTable): string[] {
  const names = keyNames(table);
  const keys = table.key.map(({ type }, at) => `${names[at]} ${type}`).join(', ');
  const newKeys = table.key.map(({ newType }, at) => `${names[at]} ${newType}`).join(', ');
  return [
    `CREATE TABLE ${work(design, table.log)} (${keys})`,
    `CREATE TABLE ${work(design, table.since)} (${newKeys})`,
    `CREATE TABLE ${work(design, table.left)} (${keys}, conversion integer NOT NULL, fate text NOT NULL, row_key jsonb, value text, content jsonb, record text)`,
  ];
}

function changedTablesSql(design: LiveDesign): string[] {
  return changedNames(design).map(
    (name) => `CREATE TABLE ${work(design, name)} (value text, natural_key text)`,
  );
}

function shadowTablesSql(
  design: LiveDesign,
  table: LiveTable,
  plan: Plan,
  defaults: NewTableGrants,
): string[] {
  const [root] = table.members;
  if (root === undefined) return [];
  const isOf = (oid: number) => table.members.find((one) => one.copy.oid === oid);
  return [
    ...table.members.flatMap((member) =>
      createMember(design, member, isOf(member.copy.parent) ?? null),
    ),
    // From the leaves up, for a partition is attached with all that it has.
    ...[...table.members].reverse().flatMap(({ copy, shadow }) => {
      const parent = isOf(copy.parent);
      return parent === undefined || !copy.local
        ? []
        : [
            `ALTER TABLE ${work(design, parent.shadow)} ATTACH PARTITION ${work(design, shadow)} ${copy.bound}`,
          ];
    }),
    ...table.members.flatMap((member) => emptyIndexes(design, member)),
    ...retype(design, table, root, plan),
    ...table.members.flatMap((member) => finish(design, member, defaults)),
  ];
}

/** A partition is made as it was: by its parent, or by itself and then attached, for the catalog tells them apart. */
function createMember(design: LiveDesign, member: LiveMember, parent: LiveMember | null): string[] {
  const { copy, shadow } = member;
  const name = work(design, shadow);
  const asPart = parent !== null && !copy.local;
  const parts = [
    copy.partitionKey === null ? '' : ` PARTITION BY ${copy.partitionKey}`,
    copy.accessMethod === null || copy.partitioned ? '' : ` USING ${quoteIdent(copy.accessMethod)}`,
    optionsSql(copy.options, copy.toastOptions),
    copy.tablespace === null ? '' : ` TABLESPACE ${quoteIdent(copy.tablespace)}`,
  ];
  const head = asPart
    ? `PARTITION OF ${work(design, parent.shadow)} ${copy.bound}`
    : `(LIKE ${quoteQualified(copy)} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY EXCLUDING STATISTICS)`;
  return [
    `CREATE TABLE ${name} ${head}${parts.join('')}`,
    ...holdAutovacuumSql(design, member),
    ...(asPart ? copy.columns : []).flatMap((column) =>
      column.comment === null
        ? []
        : [
            `COMMENT ON COLUMN ${name}.${quoteIdent(column.name)} IS ${quoteLiteral(column.comment)}`,
          ],
    ),
    ...(asPart ? [] : copy.notValid).flatMap((check) => [
      `ALTER TABLE ONLY ${name} DROP CONSTRAINT ${quoteIdent(check.name)}`,
      `ALTER TABLE ONLY ${name} ADD CONSTRAINT ${quoteIdent(check.name)} ${check.definition}`,
      ...(check.comment === null
        ? []
        : [
            `COMMENT ON CONSTRAINT ${quoteIdent(check.name)} ON ${name} IS ${quoteLiteral(check.comment)}`,
          ]),
    ]),
  ];
}

/** Options as the catalog has them: `name=value`. */
function optionsSql(options: readonly string[] | null, toast: readonly string[] | null): string {
  const all = [
    ...(options ?? []).map(optionSql),
    ...(toast ?? []).map((one) => `toast.${optionSql(one)}`),
  ];
  return all.length === 0 ? '' : ` WITH (${all.join(', ')})`;
}

/** Indexes of the empty copy are there to be written anew by the server for the new types; their own come later. */
function emptyIndexes(design: LiveDesign, { shadow, indexes }: LiveMember): string[] {
  return indexes.flatMap((index) =>
    index.copy.constraint?.kind === 'exclusion'
      ? [
          `ALTER TABLE ONLY ${work(design, shadow)} ADD CONSTRAINT ${quoteIdent(index.shadow)} ${index.copy.constraint.definition}`,
        ]
      : [
          `CREATE ${index.copy.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdent(index.shadow)} ON ONLY ${work(design, shadow)} ${index.copy.rest}`,
        ],
  );
}

/** As in steps/retype-columns.ts; of an empty table every value is converted at once. */
function retype(design: LiveDesign, table: LiveTable, root: LiveMember, plan: Plan): string[] {
  const name = work(design, root.shadow);
  const actions = table.values.flatMap(({ conversion: number }) => {
    const conversion = plan.conversions.find((one) => one.number === number);
    if (conversion === undefined) return [];
    const { mapped, default: converted } = conversion;
    const column = `ALTER COLUMN ${quoteIdent(mapped.column)}`;
    const type = `${column} TYPE ${mapped.newType} USING NULL::${mapped.newType}`;
    if (converted === null) return [type];
    return [
      `${column} DROP DEFAULT`,
      type,
      ...(converted.after === null ? [] : [`${column} SET DEFAULT ${converted.after}`]),
    ];
  });
  return actions.length === 0 ? [] : [`ALTER TABLE ${name} ${actions.join(', ')}`];
}

function finish(
  design: LiveDesign,
  { copy, shadow }: LiveMember,
  defaults: NewTableGrants,
): string[] {
  const name = work(design, shadow);
  return [
    ...copy.columns.flatMap((column) => columnSettings(name, column)),
    ...(copy.comment === null ? [] : [`COMMENT ON TABLE ${name} IS ${quoteLiteral(copy.comment)}`]),
    `ALTER TABLE ${name} OWNER TO ${quoteIdent(copy.owner)}`,
    ...grantStatements({
      sql: name,
      owner: copy.owner,
      grants: copy.grants,
      columnGrants: copy.columnGrants,
      defaultGrantees: defaults.grantees,
      role: defaults.role,
    }),
  ];
}

function columnSettings(
  name: string,
  { name: column, statistics, options }: CopiedColumn,
): string[] {
  const alter = `ALTER TABLE ONLY ${name} ALTER COLUMN ${quoteIdent(column)}`;
  return [
    ...(statistics === null ? [] : [`${alter} SET STATISTICS ${statistics}`]),
    ...(options === null ? [] : [`${alter} SET (${options.map(optionSql).join(', ')})`]),
  ];
}
