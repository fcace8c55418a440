import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../tool.ts';
import { propertiesValues } from './properties-values.ts';

/** Each above those before it. */
const places = ['src/main/resources', 'src/main/resources/config', '.', 'config'];

/**
 * What a Spring Boot application tells the Flyway that it starts: `spring.flyway.…` of `application.properties`, above it
 * that of the active profiles, above them `SPRING_FLYWAY_…`; where Flyway has no database of its own, that of
 * `spring.datasource.…`. Names are those behind `flyway.`. A value with a `${…}` that nothing here stands for says nothing.
 * https://docs.spring.io/spring-boot/appendix/application-properties/index.html
 */
export function springValues(directory: string, env: Environment): [string, string][] {
  const all = filesOf(directory, 'application.properties');
  const profiles = env.SPRING_PROFILES_ACTIVE ?? all.get('spring.profiles.active') ?? '';
  for (const profile of profiles.split(',').map((one) => one.trim())) {
    if (!/^[\w-]+$/.test(profile)) continue;
    for (const one of filesOf(directory, `application-${profile}.properties`)) all.set(...one);
  }
  for (const [name, value] of Object.entries(env)) {
    const [, setting] = /^SPRING_FLYWAY_([A-Z]+)$/.exec(name) ?? [];
    if (setting !== undefined && value) all.set(`spring.flyway.${setting.toLowerCase()}`, value);
  }
  const flyway = settingsOf('flyway', all, env);
  if (flyway.size === 0) return [];
  const source = flyway.has('url') ? [] : [...settingsOf('datasource', all, env)];
  return [
    ['locations', 'classpath:db/migration'],
    ...source.filter(([name]) => /^(url|user|password)$/.test(name)),
    ...flyway,
  ];
}

function filesOf(directory: string, name: string): Map<string, string> {
  const texts = places
    .map((place) => path.join(directory, place, name))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'utf8'));
  return new Map(texts.flatMap((text) => [...propertiesValues(text)]));
}

/** The keys of one section; `locations[0]`, `locations[1]` … are one list. */
function settingsOf(
  section: string,
  all: ReadonlyMap<string, string>,
  env: Environment,
): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, written] of all) {
    if (!key.startsWith(`spring.${section}.`)) continue;
    const [, word = '', index] =
      /^([^[]*)(\[\d+\])?$/.exec(key.split('.').slice(2).join('.')) ?? [];
    const value = resolved(written, all, env);
    if (word === '' || value === null) continue;
    const name = nameOf(word);
    const before = index === undefined ? undefined : found.get(name);
    found.set(name, before === undefined ? value : `${before},${value}`);
  }
  return found;
}

/** `default-schema` and `defaultSchema` are one; names of placeholders are as they are written. */
function nameOf(word: string): string {
  if (word.startsWith('placeholders.')) return word;
  const name = word.replaceAll(/[-_]/g, '').toLowerCase();
  return name === 'username' ? 'user' : name;
}

/** With what `${NAME}`, `${NAME:default}` and, in locations, `{vendor}` stand for. */
function resolved(
  value: string,
  all: ReadonlyMap<string, string>,
  env: Environment,
): string | null {
  let open = false;
  const text = value.replaceAll(/\$\{([^}:]+)(?::([^}]*))?\}/g, (whole, name, otherwise) => {
    const variable = name.toUpperCase().replaceAll(/[.-]/g, '_');
    const known = env[name] ?? env[variable] ?? all.get(name) ?? otherwise;
    open ||= known === undefined || known.includes('${');
    return known ?? whole;
  });
  return open ? null : text.replaceAll('{vendor}', 'postgresql');
}
