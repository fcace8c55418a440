import {
  type QualifiedName,
  quoteIdent,
  quoteLiteral,
  quoteQualified,
} from '../../src/postgres/quote.ts';
import { decorViews } from './decor-views.ts';
import type { RandomColumn, RandomDatabase, RandomTable } from './random-tables.ts';
import type { DatabaseRolls, DecorKind, DecorRoll } from './rolls.ts';

/** Where one piece of decor stands. */
export interface DecorPlace {
  readonly table: RandomTable;
  readonly on: string;
  readonly column: RandomColumn;
  /** The column, quoted. */
  readonly c: string;
  readonly variant: number;
  /** Unique within the database; `decor 3`. */
  readonly name: string;
  readonly q: string;
  readonly roles: readonly [string, string];
  readonly version: number;
  /** Views that stand already; `foreign`: another role owns it, or one that it reads, and may not read what it shows. */
  readonly views: (QualifiedName & { readonly foreign: boolean })[];
  readonly published: Set<string>;
}

/** What PostgreSQL can tie to tables and columns, on the columns that are mended and elsewhere. */
export function renderDecor(
  rolls: DatabaseRolls,
  database: RandomDatabase,
  roles: readonly [string, string],
  version: number,
): string[] {
  const hot: readonly { readonly table: RandomTable; readonly column: string }[] =
    database.hot.length > 0
      ? [
          ...database.hot,
          { table: database.referenced, column: database.reference.referencedColumns.at(-1) ?? '' },
        ]
      : [{ table: database.referencing, column: database.reference.columns.at(-1) ?? '' }];
  const views: (QualifiedName & { readonly foreign: boolean })[] = [];
  const published = new Set<string>();
  // What makes writing fail or is owned by somebody else comes last.
  const order = (one: DecorRoll) => ['publication', 'owner', 'row type'].indexOf(one.kind);
  return [...rolls.decor]
    .sort((one, other) => order(one) - order(other))
    .flatMap((roll, at) => {
      const spot = roll.hot ? hot[roll.table % hot.length] : undefined;
      const table = spot?.table ?? database.tables[roll.table % database.tables.length];
      const column =
        table?.columns.find((one) => one.name === spot?.column) ??
        table?.columns[roll.column % (table?.columns.length ?? 1)];
      if (table === undefined || column === undefined) return [];
      const name = `decor ${at}`;
      return decor[roll.kind]({
        table,
        on: quoteQualified(table),
        column,
        c: quoteIdent(column.name),
        variant: roll.variant,
        name,
        q: quoteIdent(name),
        roles,
        version,
        views,
        published,
      });
    });
}

const pick = <T>(variant: number, of: readonly T[]): T => of[variant % of.length] as T;
const isText = (type: string) => /text|character/.test(type);
const role = (place: DecorPlace, at = place.variant) => quoteIdent(place.roles[at % 2] ?? '');
/** A value of the column's type, as SQL. */
export function literalOf({ column }: DecorPlace): string {
  const value = column.values.find((one) => one !== null) ?? null;
  return value === null
    ? `NULL::${plain(column.type)}`
    : `${quoteLiteral(value)}::${plain(column.type)}`;
}
const plain = (type: string) => (type === 'serial' ? 'integer' : type);

const indexMethods = ({ c, column, variant, q, on }: DecorPlace): string =>
  pick(variant, [
    `CREATE INDEX ${q} ON ${on} (${c})`,
    `CREATE INDEX ${q} ON ${on} (${c} DESC NULLS LAST, no)`,
    `CREATE INDEX ${q} ON ${on} (no) WHERE ${c} IS NOT NULL`,
    `CREATE INDEX ${q} ON ${on} (no) INCLUDE (${c}, note)`,
    `CREATE INDEX ${q} ON ${on} (lower(note), ${c})`,
    `CREATE INDEX ${q} ON ${on} (${c}) WITH (fillfactor = 63)`,
    `CREATE INDEX ${q} ON ${on} USING hash (${c})`,
    `CREATE INDEX ${q} ON ${on} USING brin (${c})`,
    isText(column.type)
      ? `CREATE INDEX ${q} ON ${on} (${c} text_pattern_ops)`
      : /^(integer|bigint|smallint|uuid|serial|numeric)/.test(column.type)
        ? `CREATE INDEX ${q} ON ${on} ((${c}::text))`
        : `CREATE INDEX ${q} ON ${on} ((upper(note)), ${c})`,
    isText(column.type)
      ? `CREATE INDEX ${q} ON ${on} (${c} COLLATE "C")`
      : `CREATE INDEX ${q} ON ${on} (note COLLATE "C", ${c})`,
    `CREATE INDEX ${q} ON ${on} (note text_pattern_ops, ${c}) WHERE ${c} IS NULL`,
  ]);

const triggerStates = ['', 'DISABLE', 'ENABLE ALWAYS', 'ENABLE REPLICA'];

const decor: Readonly<Record<DecorKind, (place: DecorPlace) => string[]>> = {
  ...decorViews,
  index: (p) => {
    const sql = indexMethods(p);
    const own = quoteQualified({ schema: p.table.schema, name: p.name });
    return [
      sql,
      ...(p.variant % 3 === 0 ? [`COMMENT ON INDEX ${own} IS 'an ''index'''`] : []),
      ...(p.variant === 0 && !p.table.partitioned ? [`ALTER TABLE ${p.on} CLUSTER ON ${p.q}`] : []),
      ...(p.variant % 11 === 4 ? [`ALTER INDEX ${own} ALTER COLUMN 1 SET STATISTICS 77`] : []),
    ];
  },
  policy: (p) => {
    const command = pick(p.variant, ['ALL', 'SELECT', 'UPDATE', 'DELETE']);
    const check = ['ALL', 'UPDATE'].includes(command)
      ? ` WITH CHECK (note IS NOT NULL OR ${p.c} IS NULL)`
      : '';
    const using = pick(p.variant, [
      `${p.c} IS NOT NULL`,
      `${p.c} = ${literalOf(p)}`,
      `${p.c}::text <> ''`,
    ]);
    return [
      `CREATE POLICY ${p.q} ON ${p.on} AS ${p.variant % 2 === 0 ? 'PERMISSIVE' : 'RESTRICTIVE'} FOR ${command} TO ${pick(p.variant, ['PUBLIC', role(p)])} USING (${using})${check}`,
      ...(p.variant % 3 === 0 ? [`COMMENT ON POLICY ${p.q} ON ${p.on} IS 'a policy'`] : []),
      ...(p.variant % 4 === 0 ? [`ALTER TABLE ${p.on} ENABLE ROW LEVEL SECURITY`] : []),
      ...(p.variant % 8 === 0 ? [`ALTER TABLE ${p.on} FORCE ROW LEVEL SECURITY`] : []),
    ];
  },
  trigger: (p) => {
    const state = p.table.partitioned ? '' : pick(p.variant, triggerStates);
    const sql = pick(p.variant, [
      `CREATE TRIGGER ${p.q} AFTER UPDATE OF ${p.c}${p.column.name === 'note' ? '' : ', note'} ON ${p.on} FOR EACH ROW WHEN (old.${p.c} IS DISTINCT FROM new.${p.c}) EXECUTE FUNCTION app.touched('a', 'b')`,
      `CREATE TRIGGER ${p.q} AFTER UPDATE OF ${p.c} ON ${p.on} FOR EACH STATEMENT EXECUTE FUNCTION app.touched()`,
      `CREATE TRIGGER ${p.q} AFTER INSERT OR UPDATE OF note ON ${p.on} FOR EACH ROW WHEN (new.${p.c} = ${literalOf(p)}) EXECUTE FUNCTION app.touched()`,
      `CREATE CONSTRAINT TRIGGER ${p.q} AFTER UPDATE ON ${p.on} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (new.${p.c} IS NULL) EXECUTE FUNCTION app.touched()`,
    ]);
    return [
      sql,
      ...(state === '' ? [] : [`ALTER TABLE ${p.on} ${state} TRIGGER ${p.q}`]),
      ...(p.variant % 3 === 0 ? [`COMMENT ON TRIGGER ${p.q} ON ${p.on} IS 'a trigger'`] : []),
    ];
  },
  rule: (p) => [
    pick(p.variant, [
      `CREATE RULE ${p.q} AS ON UPDATE TO ${p.on} WHERE old.${p.c} IS DISTINCT FROM new.${p.c} DO ALSO INSERT INTO app.log VALUES (old.${p.c}::text)`,
      `CREATE RULE ${p.q} AS ON UPDATE TO ${p.on} WHERE new.no > 100 DO ALSO UPDATE app.log SET what = new.${p.c}::text`,
      `CREATE RULE ${p.q} AS ON DELETE TO ${p.on} WHERE old.${p.c} = ${literalOf(p)} AND old.no > 100 DO ALSO NOTHING`,
    ]),
    ...(p.table.partitioned || p.variant % 4 < 2
      ? []
      : [`ALTER TABLE ${p.on} ${pick(p.variant, triggerStates.slice(1))} RULE ${p.q}`]),
    ...(p.variant % 3 === 0 ? [`COMMENT ON RULE ${p.q} ON ${p.on} IS 'a rule'`] : []),
  ],
  statistics: (p) => {
    const other = p.column.name === 'no' ? 'note' : 'no';
    const sql = quoteQualified({ schema: 'app', name: p.name });
    return [
      `CREATE STATISTICS ${sql}${pick(p.variant, ['', ' (dependencies)', ' (ndistinct, mcv)'])} ON ${p.c}, ${other} FROM ${p.on}`,
      ...(p.variant % 2 === 0 ? [`ALTER STATISTICS ${sql} SET STATISTICS 33`] : []),
      ...(p.variant % 3 === 0
        ? [
            `COMMENT ON STATISTICS ${sql} IS 'statistics'`,
            `ALTER STATISTICS ${sql} OWNER TO ${role(p)}`,
          ]
        : []),
    ];
  },
  check: (p) => {
    const notValid = p.variant % 5 === 0 ? ' NOT VALID' : '';
    return [
      `ALTER TABLE ${p.on} ADD CONSTRAINT ${p.q} CHECK (${pick(p.variant, [`${p.c} IS NOT NULL OR note IS NULL OR no >= 0`, `no >= 0`, `${p.c}::text <> 'never'`, `no < 100 OR ${p.c} = ${literalOf(p)}`])})${notValid}`,
      ...(p.variant % 3 === 0 ? [`COMMENT ON CONSTRAINT ${p.q} ON ${p.on} IS 'a check'`] : []),
    ];
  },
  default: (p) =>
    /IDENTITY/.test(p.column.extra) || p.column.type === 'serial'
      ? []
      : [
          `ALTER TABLE ${p.on} ALTER COLUMN ${p.c} SET DEFAULT ${pick(p.variant, [literalOf(p), 'NULL', literalOf(p)])}`,
        ],
  'generated column': (p) => [
    `ALTER TABLE ${p.on} ADD COLUMN ${p.q} text GENERATED ALWAYS AS (${pick(p.variant, [`'n' || no::text`, `CASE WHEN ${p.c} IS NULL THEN 'none' ELSE note END`, `'of ' || no::text || note`])}) STORED`,
    ...(p.variant % 3 === 0 ? [`COMMENT ON COLUMN ${p.on}.${p.q} IS 'computed'`] : []),
  ],
  comment: (p) => [
    `COMMENT ON COLUMN ${p.on}.${p.c} IS ${quoteLiteral(`it's "${p.name}"\n\\ two lines`)}`,
    ...(p.variant % 2 === 0 ? [`COMMENT ON TABLE ${p.on} IS 'a table'`] : []),
  ],
  grant: (p) => [
    pick(p.variant, [
      `GRANT SELECT, UPDATE (${p.c}) ON ${p.on} TO ${role(p)}`,
      `GRANT SELECT (${p.c}), REFERENCES (${p.c}) ON ${p.on} TO PUBLIC`,
      `GRANT ALL ON ${p.on} TO ${role(p)} WITH GRANT OPTION`,
      `REVOKE ALL ON ${p.on} FROM CURRENT_USER`,
      `ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO ${role(p)}`,
    ]),
  ],
  'column settings': (p) => {
    const alter = `ALTER TABLE ${p.on} ALTER COLUMN ${p.c}`;
    return [
      pick(p.variant, [
        `${alter} SET STATISTICS 222`,
        `${alter} SET (n_distinct = 7)`,
        isText(p.column.type) ? `${alter} SET STORAGE EXTERNAL` : `${alter} SET STATISTICS 0`,
        `ALTER TABLE ${p.on} ALTER COLUMN note SET STORAGE MAIN`,
        p.version >= 140_000
          ? `ALTER TABLE ${p.on} ALTER COLUMN note SET COMPRESSION pglz`
          : `${alter} SET (n_distinct = -0.5)`,
      ]),
    ];
  },
  'table settings': (p) =>
    p.table.partitioned
      ? []
      : [
          `ALTER TABLE ${p.on} SET (${pick(p.variant, ['fillfactor = 71', 'autovacuum_enabled = false', 'toast.autovacuum_enabled = false, toast_tuple_target = 256', 'parallel_workers = 3'])})`,
        ],
  'replica identity': (p) => {
    if (p.table.partitioned) return [];
    if (p.variant % 3 === 0) return [`ALTER TABLE ${p.on} REPLICA IDENTITY FULL`];
    return [
      `CREATE UNIQUE INDEX ${p.q} ON ${p.on} (no)`,
      `ALTER TABLE ${p.on} REPLICA IDENTITY USING INDEX ${p.q}`,
    ];
  },
  publication: (p) => {
    if (p.published.has(p.on)) return [];
    p.published.add(p.on);
    const filter =
      p.version < 150_000 || p.table.partitioned
        ? ''
        : pick(p.variant, [
            '',
            ` (no, part, ${[p.c, ...p.table.key.map(quoteIdent)].filter((one, at, all) => all.indexOf(one) === at && !['no', 'part'].includes(one.replaceAll('"', ''))).join(', ') || 'note'})`,
            ` WHERE (no > 3)`,
          ]);
    return [`CREATE PUBLICATION ${p.q} FOR TABLE ${p.on}${filter} WITH (publish = 'insert')`];
  },
  function: (p) => {
    const sql = `app.${p.q}`;
    const body =
      p.version >= 140_000 && p.variant % 3 > 0
        ? `BEGIN ATOMIC SELECT count(t.${p.c}) FROM ${p.on} t WHERE t.no < below; END`
        : `AS ${quoteLiteral(`SELECT count(*) FROM ${p.on}`)}`;
    return [
      `CREATE FUNCTION ${sql}(below integer DEFAULT 3) RETURNS bigint LANGUAGE sql STABLE COST 7 ${body}`,
      `GRANT EXECUTE ON FUNCTION ${sql} TO ${role(p)}`,
      `COMMENT ON FUNCTION ${sql} IS 'a function'`,
    ];
  },
  exclusion: (p) =>
    p.table.partitioned
      ? []
      : [
          `ALTER TABLE ${p.on} ADD CONSTRAINT ${p.q} EXCLUDE USING btree (no WITH =, ${p.column.name === 'no' ? 'note' : p.c} WITH =)${p.variant % 2 === 0 ? ` WHERE (no >= 0)` : ''}${p.variant % 3 === 0 ? ' DEFERRABLE' : ''}`,
        ],
  unique: (p) =>
    p.table.partitioned
      ? []
      : [
          `ALTER TABLE ${p.on} ADD CONSTRAINT ${p.q} UNIQUE${p.version >= 150_000 && p.variant % 3 === 1 ? ' NULLS NOT DISTINCT' : ''} (no, ${p.column.name === 'no' ? 'note' : p.c})${p.variant % 2 === 0 ? ' INCLUDE (amount)' : ''}${p.variant % 4 === 0 ? ' DEFERRABLE INITIALLY DEFERRED' : ''}`,
        ],
  'inheriting table': (p) =>
    p.table.partitioned || p.variant % 3 > 0
      ? []
      : [
          `CREATE TABLE app.${p.q} (more text) INHERITS (${p.on})`,
          `COMMENT ON TABLE app.${p.q} IS 'a child'`,
        ],
  'row type': (p) =>
    p.variant % 4 > 0 ? [] : [`CREATE TABLE app.${p.q} (id integer, whole ${p.on})`],
  owner: (p) => [
    `GRANT ALL ON SCHEMA ${quoteIdent(p.table.schema)} TO ${role(p)}`,
    `ALTER TABLE ${p.on} OWNER TO ${role(p)}`,
  ],
};
