import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../tool.ts';
import { pomValues } from './pom-values.ts';
import { springValues } from './spring-values.ts';
import { tomlValues } from './toml-values.ts';

/** What Flyway is told, by its own names behind `flyway.` in lower case: `locations`, `placeholders.app` … */
export type FlywaySettings = ReadonlyMap<string, string>;

/**
 * What a project tells Flyway: in pom.xml, flyway.conf and flyway.toml (also those in `conf/` and `configFiles`), in
 * variables (`FLYWAY_…`) and in the command, each outweighing those before it. Where none of these files says anything, a
 * Spring Boot application's properties do: the application is then who runs Flyway. Not that of Gradle.
 * https://documentation.red-gate.com/flyway/reference/configuration
 *
 * @param words of the command behind the program's name
 */
export async function flywaySettings(
  directory: string,
  words: readonly string[],
  env: Environment,
): Promise<FlywaySettings> {
  const found = new Map<string, string>();
  const take = (values: Iterable<readonly [string, string]>) => {
    for (const [name, value] of values) found.set(name.toLowerCase(), value);
  };
  const commanded = fromCommand(words);
  const variables = fromVariables(env);
  const named = commanded.get('configfiles') ?? variables.get('configfiles');
  const files =
    named === undefined
      ? ['conf/flyway.conf', 'flyway.conf', 'conf/flyway.toml', 'flyway.toml', 'flyway.user.toml']
      : named.split(',');
  const pom = textOf(path.join(directory, 'pom.xml'));
  if (pom !== '') take(await pomValues(pom, env));
  // Flyway's plugin for Maven does not read TOML.
  const read = pom.includes('flyway-maven-plugin')
    ? files.filter((file) => !file.trim().endsWith('.toml'))
    : files;
  for (const file of read) {
    const text = textOf(path.resolve(directory, file.trim()));
    if (text === '') continue;
    take(file.endsWith('.toml') ? await fromToml(text, commanded, variables) : fromConf(text));
  }
  if (found.size === 0) take(springValues(directory, env));
  take(variables);
  take(commanded);
  return found;
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** `flyway.locations=filesystem:sql`, as Java's properties are written. */
function fromConf(text: string): [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const [, name, value] = /^\s*flyway\.([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value]];
  });
}

/** `[flyway]`, and of the environments the one that is meant. */
async function fromToml(
  text: string,
  ...above: readonly FlywaySettings[]
): Promise<[string, string][]> {
  const all = Object.entries(await tomlValues(text));
  const own = (section: string) =>
    all.flatMap(([name, value]): [string, string][] =>
      name.startsWith(section) ? [[name.slice(section.length), value]] : [],
    );
  const said = new Map(own('flyway.'));
  const environment =
    above.map((one) => one.get('environment')).find((one) => one !== undefined) ??
    said.get('environment') ??
    'default';
  return [...own(`environments.${environment}.`), ...said];
}

const words = [
  ...['url', 'user', 'password', 'locations', 'table', 'schemas', 'environment'],
  ...['default_schema', 'config_files', 'placeholder_prefix', 'placeholder_suffix'],
  ...['placeholder_replacement'],
];

function fromVariables(env: Environment): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of words) {
    const value = env[`FLYWAY_${word.toUpperCase()}`];
    if (value) found.set(word.replaceAll('_', ''), value);
  }
  for (const [name, value] of Object.entries(env)) {
    const [, placeholder] = /^FLYWAY_PLACEHOLDERS_(.+)$/.exec(name) ?? [];
    if (placeholder !== undefined && value !== undefined) {
      found.set(`placeholders.${placeholder.toLowerCase()}`, value);
    }
  }
  return found;
}

/** `-Dflyway.table=x` (Maven), `-Pflyway.table=x` (Gradle), `-table=x` (Flyway itself). */
function fromCommand(given: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const word of given) {
    const [, name, value] = /^-(?:[DP]flyway\.)?([\w.]+)=(.*)$/s.exec(word) ?? [];
    if (name !== undefined && value !== undefined) found.set(name.toLowerCase(), value);
  }
  return found;
}
