import type { Environment } from '../tool.ts';

/** Settings that hold several values, each in an element of its own. */
const lists = /^(locations|schemas|configFiles)$/;

/**
 * What a pom.xml tells Flyway's plugin: properties `flyway.…`, and above them its `<configuration>`. `${…}` stands for a
 * property of the same file, `${env.…}` for a variable.
 */
export function pomValues(pom: string, env: Environment): [string, string][] {
  const text = pom.replaceAll(/<!--[\s\S]*?-->/g, '');
  const properties = new Map(elementsIn(/<properties>([\s\S]*?)<\/properties>/.exec(text)?.[1]));
  const resolved = (value: string) =>
    value
      .trim()
      .replaceAll(
        /\$\{(?:env\.(\w+)|project\.basedir|basedir|([\w.-]+))\}/g,
        (all, variable, own) => {
          if (variable !== undefined) return env[variable] ?? all;
          return own === undefined ? '.' : (properties.get(own) ?? all);
        },
      );
  const plugin = [...text.matchAll(/<plugin>([\s\S]*?)<\/plugin>/g)].find(([, one = '']) =>
    one.includes('<artifactId>flyway-maven-plugin</artifactId>'),
  );
  const configuration = /<configuration>([\s\S]*?)<\/configuration>/.exec(plugin?.[1] ?? '')?.[1];
  const found: [string, string][] = [];
  for (const [name, value] of properties) {
    if (name.startsWith('flyway.')) found.push([name.slice('flyway.'.length), resolved(value)]);
  }
  for (const [name, value] of elementsIn(configuration)) {
    const inner = elementsIn(value);
    if (name === 'placeholders') {
      for (const [own, said] of inner) found.push([`placeholders.${own}`, resolved(said)]);
    } else if (lists.test(name) && inner.length > 0) {
      found.push([name, inner.map(([, one]) => resolved(one)).join(',')]);
    } else found.push([name, resolved(value)]);
  }
  return found;
}

function elementsIn(text = ''): [string, string][] {
  return [...text.matchAll(/<([\w.-]+)>([\s\S]*?)<\/\1>/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}
