import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../postgres/quote.ts';
import { overIndex } from './build-indexes.ts';
import { deferrableAgainSql } from './deferrable-back.ts';
import type { LiveDesign, LiveForeignKey, LiveMember, LiveTable } from './live-design.ts';
import { work } from './live-sql.ts';
import { identitiesComeSql, identitiesGoSql } from './number-keys.ts';

/** Statements by which the copies get the names of the tables, and the tables stand aside in the journal's schema. */
export function swapSql(design: LiveDesign): string[] {
  return design.tables.flatMap((table) => [
    ...sequencesGo(table),
    ...table.members.flatMap((member) => standAside(design, member, 'old')),
    ...table.members.flatMap((member) => takePlace(design, member, 'shadow')),
    ...sequencesCome(design, table),
    ...identitiesComeSql(design, table),
    ...table.members.flatMap(layRest),
  ]);
}

/** The way back: the copies stand aside, and the tables get their names again. */
export function swapBackSql(design: LiveDesign): string[] {
  return design.tables.flatMap((table) => [
    ...sequencesGoBack(table),
    ...identitiesGoSql(table),
    ...table.members.flatMap((member) => standAside(design, member, 'shadow')),
    ...table.members.flatMap((member) => takePlace(design, member, 'old')),
    ...sequencesComeBack(design, table),
    ...deferrableAgainSql(table),
  ]);
}

/** A table under its own name gets its work name, and goes to the journal's schema with its indexes. */
function standAside(design: LiveDesign, member: LiveMember, as: 'old' | 'shadow'): string[] {
  const { copy, indexes } = member;
  const own = quoteQualified(copy);
  const aside: QualifiedName = { schema: copy.schema, name: member[as] };
  return [
    ...indexes.map(
      (one) => `ALTER INDEX ${quoteQualified(one.copy)} RENAME TO ${quoteIdent(one[as])}`,
    ),
    ...(as === 'old'
      ? copy.statistics.flatMap((one, at) => {
          const name = member.statistics[at] ?? '';
          return [
            `ALTER STATISTICS ${quoteQualified(one)} RENAME TO ${quoteIdent(name)}`,
            `ALTER STATISTICS ${quoteQualified({ schema: one.schema, name })} SET SCHEMA ${quoteIdent(design.journalSchema)}`,
          ];
        })
      : copy.statistics.map((one) => `DROP STATISTICS ${quoteQualified(one)}`)),
    `ALTER TABLE ${own} RENAME TO ${quoteIdent(aside.name)}`,
    `ALTER TABLE ${quoteQualified(aside)} SET SCHEMA ${quoteIdent(design.journalSchema)}`,
  ];
}

/** A table of the journal's schema comes under the name that is free now. */
function takePlace(design: LiveDesign, member: LiveMember, from: 'old' | 'shadow'): string[] {
  const { copy, indexes } = member;
  const schema = quoteIdent(copy.schema);
  return [
    `ALTER TABLE ${work(design, member[from])} SET SCHEMA ${schema}`,
    `ALTER TABLE ${schema}.${quoteIdent(member[from])} RENAME TO ${quoteIdent(copy.name)}`,
    ...indexes.map(
      (one) =>
        `ALTER INDEX ${schema}.${quoteIdent(one[from])} RENAME TO ${quoteIdent(one.copy.name)}`,
    ),
    ...(from === 'old'
      ? copy.statistics.flatMap((one, at) => {
          const name = member.statistics[at] ?? '';
          return [
            `ALTER STATISTICS ${work(design, name)} SET SCHEMA ${quoteIdent(one.schema)}`,
            `ALTER STATISTICS ${quoteQualified({ schema: one.schema, name })} RENAME TO ${quoteIdent(one.name)}`,
          ];
        })
      : []),
  ];
}

/** Sequences that only the old table has from now on go with it; a serial's is let go, for it stays where it is. */
function sequencesGo(table: LiveTable): string[] {
  return table.sequences.map(({ sequence, old, stays }) =>
    sequence.identity === null && stays
      ? `ALTER SEQUENCE ${quoteQualified(sequence)} OWNED BY NONE`
      : `ALTER SEQUENCE ${quoteQualified(sequence)} RENAME TO ${quoteIdent(old)}`,
  );
}

function sequencesCome(design: LiveDesign, table: LiveTable): string[] {
  return table.sequences.flatMap((one) => {
    const { sequence, stays, column, shadow, old } = one;
    const name = quoteQualified(sequence);
    if (!stays) return [];
    if (sequence.identity === null) {
      const type = table.columns.find(({ name: own }) => own === column);
      return [
        ...(type !== undefined && type.newType !== type.type && sequence.type === type.type
          ? [`ALTER SEQUENCE ${name} AS ${type.newType}`]
          : []),
        `ALTER SEQUENCE ${name} OWNED BY ${quoteQualified(table.table)}.${quoteIdent(column)}`,
      ];
    }
    return [
      `ALTER SEQUENCE ${quoteIdent(table.table.schema)}.${quoteIdent(shadow)} RENAME TO ${quoteIdent(sequence.name)}`,
      `SELECT pg_catalog.setval(${quoteLiteral(name)}, o.last_value, o.is_called) FROM ${work(design, old)} AS o`,
      ...sequence.rights,
      ...(sequence.comment === null
        ? []
        : [`COMMENT ON SEQUENCE ${name} IS ${quoteLiteral(sequence.comment)}`]),
    ];
  });
}

function sequencesGoBack(table: LiveTable): string[] {
  return table.sequences.flatMap(({ sequence, stays, shadow }) => {
    if (!stays) return [];
    return sequence.identity === null
      ? [`ALTER SEQUENCE ${quoteQualified(sequence)} OWNED BY NONE`]
      : [`ALTER SEQUENCE ${quoteQualified(sequence)} RENAME TO ${quoteIdent(shadow)}`];
  });
}

/** A sequence that has left the old type behind stands at its end: no further number can be given in that type. */
function withinSql({ maximum }: LiveTable['sequences'][number]['sequence'], name: string): string {
  return `DO ${quoteLiteral(
    `BEGIN IF (SELECT s.last_value > ${maximum} FROM ${name} AS s) THEN EXECUTE ${quoteLiteral(`ALTER SEQUENCE ${name} RESTART WITH ${maximum}`)}; END IF; END`,
  )}`;
}

function sequencesComeBack(design: LiveDesign, table: LiveTable): string[] {
  return table.sequences.flatMap(({ sequence, stays, column, shadow, old }) => {
    const name = quoteQualified(sequence);
    if (sequence.identity === null && stays) {
      return [
        ...(sequence.type === table.columns.find((one) => one.name === column)?.type
          ? [withinSql(sequence, name), `ALTER SEQUENCE ${name} AS ${sequence.type}`]
          : []),
        `ALTER SEQUENCE ${name} OWNED BY ${quoteQualified(table.table)}.${quoteIdent(column)}`,
      ];
    }
    const highest = `SELECT pg_catalog.max(t.${quoteIdent(column)})::bigint AS n FROM ${quoteQualified(table.table)} AS t`;
    return [
      `ALTER SEQUENCE ${quoteIdent(table.table.schema)}.${quoteIdent(old)} RENAME TO ${quoteIdent(sequence.name)}`,
      stays
        ? `SELECT pg_catalog.setval(${quoteLiteral(name)}, greatest(least(o.last_value, ${sequence.maximum}), ${sequence.minimum}), o.is_called) FROM ${work(design, shadow)} AS o`
        : `SELECT CASE WHEN m.n > s.last_value THEN pg_catalog.setval(${quoteLiteral(name)}, m.n, true) END FROM (${highest}) AS m, ${name} AS s`,
    ];
  });
}

/** What can be said only under the own names: row security, statistics objects, deferrable constraints. */
function layRest({ copy, indexes }: LiveMember): string[] {
  const table = quoteQualified(copy);
  return [
    ...indexes.flatMap((index) => {
      const { constraint, name } = index.copy;
      if (constraint === null || !constraint.deferrable || copy.partitioned) return [];
      return [
        overIndex(table, index, name),
        ...(constraint.comment === null
          ? []
          : [
              `COMMENT ON CONSTRAINT ${quoteIdent(name)} ON ${table} IS ${quoteLiteral(constraint.comment)}`,
            ]),
      ];
    }),
    ...(copy.rowSecurity ? [`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`] : []),
    ...(copy.forceRowSecurity ? [`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`] : []),
    ...copy.statistics.flatMap((one) => {
      const name = quoteQualified(one);
      return [
        one.definition,
        ...(one.target === null ? [] : [`ALTER STATISTICS ${name} SET STATISTICS ${one.target}`]),
        ...(one.comment === null
          ? []
          : [`COMMENT ON STATISTICS ${name} IS ${quoteLiteral(one.comment)}`]),
        `ALTER STATISTICS ${name} OWNER TO ${quoteIdent(one.owner)}`,
      ];
    }),
  ];
}

/** Takes a foreign key away, as it stands on the table itself. */
export function dropForeignKeySql({ table, name }: LiveForeignKey): string {
  return `ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT ${quoteIdent(name)}`;
}

/** Lays it without looking at the rows that are there: every later one is checked. */
export function layForeignKeySql(key: LiveForeignKey): string[] {
  const later = /\bNOT (VALID|ENFORCED)$/.test(key.definition)
    ? key.definition
    : `${key.definition} NOT VALID`;
  const on = key.leaves ?? [key.table];
  return [
    ...on.map(
      (table) =>
        `ALTER TABLE ${quoteQualified(table)} ADD CONSTRAINT ${quoteIdent(key.name)} ${later}`,
    ),
    ...(key.leaves === null ? commentSql(key) : []),
  ];
}

/** Behind the validation of the parts: the partitioned table takes them in. */
export function joinForeignKeySql(key: LiveForeignKey): string[] {
  if (key.leaves === null) return [];
  const on = quoteQualified(key.table);
  return [
    `ALTER TABLE ${on} ADD CONSTRAINT ${quoteIdent(key.name)} ${key.definition}`,
    ...commentSql(key),
  ];
}

function commentSql({ table, name, comment }: LiveForeignKey): string[] {
  return comment === null
    ? []
    : [
        `COMMENT ON CONSTRAINT ${quoteIdent(name)} ON ${quoteQualified(table)} IS ${quoteLiteral(comment)}`,
      ];
}
