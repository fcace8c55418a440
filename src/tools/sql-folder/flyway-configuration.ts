import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Target } from '../../postgres/target.ts';
import { targetOfDriver } from '../driver-configuration.ts';
import type { Environment, Project } from '../tool.ts';
import { type FlywaySettings, flywaySettings } from './flyway-settings.ts';
import type { SqlFolderConfiguration } from './sql-folder.ts';
import { withPlaceholders } from './with-placeholders.ts';

/** What pgmend takes of Flyway's configuration: locations, ledger, placeholders and database. */
export async function flywayConfiguration(
  directory: string,
  words: readonly string[],
  env: Environment,
): Promise<SqlFolderConfiguration> {
  const said = await flywaySettings(directory, words, env);
  const locations = (said.get('locations') ?? '').split(',').map((one) => one.trim());
  const [firstSchema] = (said.get('schemas') ?? '').split(',');
  const schema = said.get('defaultschema') || firstSchema?.trim() || null;
  const table = said.get('table') ?? 'flyway_schema_history';
  const own = [...said].flatMap(([name, value]) =>
    name.startsWith('placeholders.') ? [[name.slice('placeholders.'.length), value]] : [],
  );
  return {
    folders: locations.flatMap((one) => folderOf(one, directory)),
    ledger: { table, schema },
    settings: {
      placeholders: JSON.stringify({
        prefix: said.get('placeholderprefix') ?? '${',
        suffix: said.get('placeholdersuffix') ?? '}',
        values:
          said.get('placeholderreplacement') === 'false'
            ? null
            : {
                'flyway:defaultschema': schema ?? 'public',
                'flyway:table': table,
                ...Object.fromEntries(own),
              },
      }),
      program: JSON.stringify(programOf(directory)),
      ...settingsOf(said, ['url', 'user', 'password']),
    },
  };
}

function settingsOf(said: FlywaySettings, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = said.get(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** `filesystem:` counts from the project, `classpath:` is what the build puts there; others hold no files of this machine. */
function folderOf(location: string, directory: string): readonly string[] {
  const [, kind = 'classpath', place = ''] = /^(?:(\w+):)?(.*)$/s.exec(location) ?? [];
  if (place === '') return [];
  if (kind === 'filesystem') return [place];
  if (kind !== 'classpath') return [];
  const inBuild = path.join(directory, 'src', 'main', 'resources', place);
  return [existsSync(inBuild) ? inBuild : place];
}

/** How the project runs Flyway. */
function programOf(directory: string): readonly string[] {
  const has = (name: string) => existsSync(path.join(directory, name));
  const wrapped = (wrapper: string, program: string) => (has(wrapper) ? `./${wrapper}` : program);
  const names = (name: string, word: string) =>
    has(name) && readFileSync(path.join(directory, name), 'utf8').includes(word);
  if (names('pom.xml', 'flyway-maven-plugin')) return [wrapped('mvnw', 'mvn'), 'flyway:migrate'];
  if (['build.gradle', 'build.gradle.kts'].some((one) => names(one, 'flyway'))) {
    // A daemon that runs already does not get pgmend's proxy.
    return [wrapped('gradlew', 'gradle'), '--no-daemon', 'flywayMigrate'];
  }
  return ['flyway', 'migrate'];
}

/**
 * The database of `flyway.url`: a JDBC URL, with the user in it or beside it. None where the URL is put together elsewhere,
 * or where only `DATABASE_URL` can have the password.
 */
export function flywayConnections({ settings }: Project, env: Environment): readonly Target[] {
  const { url = '', user, password } = settings;
  const plain = url
    .replace(/^jdbc:/, '')
    .replace(/^postgresql:(?!\/\/)/, 'postgresql://localhost/');
  if (!url.startsWith('jdbc:postgresql:') || plain.includes('${') || !URL.canParse(plain))
    return [];
  const parsed = new URL(plain);
  const name = user ?? parsed.searchParams.get('user');
  const secret = password ?? parsed.searchParams.get('password');
  if (secret === null && env.DATABASE_URL) return [];
  const mode = parsed.searchParams.get('sslmode');
  const ssl =
    mode === null || mode === 'prefer' || mode === 'allow'
      ? 'prefer'
      : mode === 'require'
        ? { rejectUnauthorized: false }
        : mode !== 'disable';
  return [
    targetOfDriver(
      {
        host: parsed.hostname.replace(/^\[|\]$/g, ''),
        port: parsed.port,
        database: decodeURIComponent(parsed.pathname.slice(1)),
        ssl,
        ...(name === null ? {} : { user: name }),
        ...(secret === null ? {} : { password: secret }),
      },
      {},
      'flyway.url',
    ),
  ];
}

/**
 * A file's text with its placeholders replaced.
 *
 * @throws PgmendError `replay-not-possible`
 */
export function withSettings(text: string, file: string, settings: Project['settings']): string {
  if (settings.placeholders === undefined) return text;
  const { values, ...how } = JSON.parse(settings.placeholders);
  if (values === null) return text;
  return withPlaceholders(text, { ...how, values: { ...values, 'flyway:filename': file } }, file);
}
