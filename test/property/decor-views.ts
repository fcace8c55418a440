import { type QualifiedName, quoteIdent, quoteQualified } from '../../src/postgres/quote.ts';
import type { DecorPlace } from './render-decor.ts';

const pick = <T>(variant: number, of: readonly T[]): T => of[variant % of.length] as T;

/** The columns of every view here: `no`, `k` and `t`. */
function query({ c, on, variant, column }: DecorPlace): string {
  const some = column.values.find((one) => one !== null) ?? 'none';
  return pick(variant, [
    `SELECT v.no, v.${c} AS k, v.note AS t FROM ${on} v`,
    `SELECT v.no, v.${c} AS k, v.note AS t FROM ${on} v WHERE v.${c} IS NOT NULL`,
    `SELECT v.no, v.${c} AS k, upper(v.note) AS t FROM ${on} v WHERE v.${c}::text = '${some.replaceAll("'", "''")}'`,
    `SELECT v.no, v.${c} AS k, w.note AS t FROM ${on} v LEFT JOIN ${on} w ON w.${c} = v.${c}`,
    `SELECT max(v.no) AS no, v.${c} AS k, max(v.note) AS t FROM ${on} v GROUP BY v.${c}`,
    `SELECT v.no, v.${c} AS k, (SELECT w.note FROM ${on} w WHERE w.no = v.no LIMIT 1) AS t FROM ${on} v ORDER BY v.no`,
    `SELECT v.no, v.${c} AS k, v.note AS t FROM ${on} v UNION ALL SELECT v.no, v.${c}, NULL FROM ${on} v`,
  ]);
}

function around(p: DecorPlace, view: QualifiedName, word: string): string[] {
  const sql = quoteQualified(view);
  const [one, other] = p.roles;
  return [
    ...(p.variant % 3 === 0
      ? [`COMMENT ON ${word} ${sql} IS 'a view'`, `COMMENT ON COLUMN ${sql}.k IS 'k''s'`]
      : []),
    ...(p.variant % 4 === 0
      ? [`GRANT SELECT ON ${sql} TO ${quoteIdent(one)} WITH GRANT OPTION`]
      : []),
    ...(p.variant % 4 === 1
      ? [`GRANT SELECT (k), SELECT (no) ON ${sql} TO ${quoteIdent(other)}, PUBLIC`]
      : []),
    ...(p.variant % 5 === 0
      ? [
          `GRANT ALL ON SCHEMA ${quoteIdent(view.schema)} TO ${quoteIdent(one)}`,
          `ALTER ${word} ${sql} OWNER TO ${quoteIdent(one)}`,
        ]
      : []),
    ...(p.variant % 7 === 0
      ? [`REVOKE ALL ON ${sql} FROM ${quoteIdent(p.variant % 5 === 0 ? one : 'postgres')}`]
      : []),
  ];
}

function view(p: DecorPlace, from: string, foreign = false): string[] {
  const own = { schema: pick(p.variant, ['app', p.table.schema]), name: p.name };
  const sql = quoteQualified(own);
  const options = pick(p.variant, [
    '',
    ' WITH (security_barrier)',
    '',
    p.version >= 150_000 ? ' WITH (security_invoker)' : '',
  ]);
  p.views.push({ ...own, foreign: foreign || p.variant % 5 === 0 });
  return [
    `CREATE VIEW ${sql}${options} AS ${from}`,
    ...(p.variant % 6 === 0 ? [`ALTER VIEW ${sql} ALTER COLUMN t SET DEFAULT 'nobody'`] : []),
    ...(p.variant % 6 === 1
      ? [
          `CREATE TRIGGER ${p.q} INSTEAD OF UPDATE ON ${sql} FOR EACH ROW EXECUTE FUNCTION app.touched()`,
          `COMMENT ON TRIGGER ${p.q} ON ${sql} IS 'instead'`,
        ]
      : []),
    ...(p.variant % 6 === 2
      ? [
          `CREATE RULE ${p.q} AS ON UPDATE TO ${sql} DO INSTEAD INSERT INTO app.log VALUES (new.k::text)`,
        ]
      : []),
    ...around(p, own, 'VIEW'),
  ];
}

/** Views, views over views and materialized views. */
export const decorViews = {
  view: (p: DecorPlace) => view(p, query(p)),
  'view on view': (p: DecorPlace) => {
    const on = p.views[p.table.columns.length % Math.max(1, p.views.length)];
    if (on === undefined) return view(p, query(p));
    return view(
      p,
      pick(p.variant, [
        `SELECT * FROM ${quoteQualified(on)}`,
        `SELECT v.no, v.k, v.t FROM ${quoteQualified(on)} v JOIN ${quoteQualified(on)} w USING (k)`,
      ]),
      on.foreign,
    );
  },
  'materialized view': (p: DecorPlace) => {
    const own = { schema: 'app', name: p.name };
    const sql = quoteQualified(own);
    const on = p.variant % 3 === 0 ? p.views.filter((one) => !one.foreign).at(-1) : undefined;
    const from = on === undefined ? query(p) : `SELECT no, k, t FROM ${quoteQualified(on)}`;
    const empty = p.variant % 5 === 4;
    if (!empty) p.views.push({ ...own, foreign: p.variant % 5 === 0 });
    return [
      `CREATE MATERIALIZED VIEW ${sql}${p.variant % 2 === 0 ? ' WITH (fillfactor = 66)' : ''} AS ${from}${empty ? ' WITH NO DATA' : ''}`,
      `CREATE INDEX ${quoteIdent(`${p.name} k`)} ON ${sql} (k)`,
      ...(p.variant % 3 === 1
        ? [
            `COMMENT ON INDEX app.${quoteIdent(`${p.name} k`)} IS 'of it'`,
            `ALTER MATERIALIZED VIEW ${sql} CLUSTER ON ${quoteIdent(`${p.name} k`)}`,
          ]
        : []),
      ...(p.variant % 3 === 2
        ? [
            `ALTER MATERIALIZED VIEW ${sql} ALTER COLUMN t SET STATISTICS 44`,
            `CREATE STATISTICS app.${quoteIdent(`${p.name} s`)} ON no, t FROM ${sql}`,
          ]
        : []),
      ...around(p, own, 'MATERIALIZED VIEW'),
    ];
  },
};
