import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { quoteLiteral } from '../../postgres/quote.ts';
import { loadParser, parseStatements } from '../../statement/parse-statements.ts';
import { flywayConfiguration, flywayConnections, withSettings } from './flyway-configuration.ts';
import { byVersion, type SqlFolder } from './sql-folder.ts';

/** Behind every version, as repeatable migrations run. */
const repeatable = Number.POSITIVE_INFINITY;

/** https://documentation.red-gate.com/flyway: `V1_2__x.sql`, and `R__x.sql` behind them; statement by statement. */
export const flyway: SqlFolder = {
  name: 'flyway',
  program: '(flyway|flyway:\\w+|flyway[A-Z]\\w*)',
  runsAll: { words: [], limit: /target/i },
  folder: {
    options: [],
    variables: [],
    usual: ['src/main/resources/db/migration', 'db/migration', 'sql', 'migrations'],
  },
  configuration: flywayConfiguration,
  connections: flywayConnections,
  deep: true,
  version(name) {
    const [, number] = /^V([\d._]+)__.*\.sql$/.exec(name) ?? [];
    if (number !== undefined) return number.split(/[._]/).map(Number);
    return /^R__.*\.sql$/.test(name) ? [repeatable] : null;
  },
  isOwn: () => true,
  async script(written, file, settings) {
    await loadParser();
    const text = withSettings(written, path.basename(file), settings);
    const parsed = parseStatements(text);
    const said = await readFile(`${file}.conf`, 'utf8').catch(() => '');
    const alone = /^\s*executeInTransaction\s*=\s*false\s*$/m.test(said);
    if (!parsed.ok) return { statements: [text], transaction: !alone };
    return {
      statements: parsed.statements.map(({ start, end }) => text.slice(start, end).trim()),
      // What no transaction block takes is told from the statements.
      transaction: !alone && parsed.statements.every(({ kind }) => kind !== 'concurrently'),
    };
  },
  write({ about, up, noWayDown }, { version, slug }) {
    const name = `V${version.join('_')}__${slug}.sql`;
    const text = `${about}\n${noWayDown}\n\n${up}\n`;
    // What looks like a placeholder is a value of the user's, or a name.
    const plain = { name: `${name}.conf`, text: 'placeholderReplacement=false\n' };
    return [{ name, text }, ...(up.includes('${') ? [plain] : [])];
  },
  // It has no way down that everybody may use; `flyway clean` would empty the schemas, as pgmend does.
  reset: (_program, { settings }) => ({
    undoAll: [],
    migrate: JSON.parse(settings.program ?? '["flyway","migrate"]'),
  }),
  ledger: {
    table: 'flyway_schema_history',
    named: () => null,
    create:
      'CREATE TABLE IF NOT EXISTS % (installed_rank integer PRIMARY KEY, version varchar(50), description varchar(200) NOT NULL, type varchar(20) NOT NULL, script varchar(1000) NOT NULL, checksum integer, installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), execution_time integer NOT NULL, success boolean NOT NULL)',
    applied(rows, files) {
      const done = rows
        .filter((row) => row.success === true)
        .sort((one, other) => Number(one.installed_rank) - Number(other.installed_rank));
      const baseline = done.find((row) => /BASELINE/.test(String(row.type)));
      const numbers =
        baseline === undefined ? null : String(baseline.version).split('.').map(Number);
      const before =
        numbers === null ? [] : files.filter((one) => byVersion(one.version, numbers) <= 0);
      const scripts = done
        .filter((row) => row.type === 'SQL')
        .map((row) => path.posix.basename(String(row.script)));
      return [...new Set([...before.map((one) => one.name), ...scripts])];
    },
    record({ name, version }) {
      const number = version[0] === repeatable ? 'NULL' : quoteLiteral(version.join('.'));
      const description = name
        .replace(/^.*?__/, '')
        .replace(/\.sql$/, '')
        .replaceAll('_', ' ');
      return {
        insert: `INSERT INTO % (installed_rank, version, description, type, script, installed_by, execution_time, success) SELECT COALESCE(max(installed_rank), 0) + 1, ${number}, ${quoteLiteral(description)}, 'SQL', ${quoteLiteral(name)}, current_user, 0, true FROM %`,
        remove: `DELETE FROM % WHERE script = ${quoteLiteral(name)}`,
      };
    },
    // Its checksum is missing.
    whole: false,
  },
};
