import type { Element } from '@xmldom/xmldom';
import type { Environment } from '../tool.ts';

/** Settings that hold several values, each in an element of its own. */
const lists = /^(locations|schemas|configFiles)$/;

/**
 * What a pom.xml tells Flyway's plugin: properties `flyway.…`, and above them its `<configuration>`. `${…}` stands for a
 * property of the same file, `${env.…}` for a variable. A file that is no XML says nothing.
 */
export async function pomValues(pom: string, env: Environment): Promise<[string, string][]> {
  const project = await rootOf(pom);
  if (project === null) return [];
  const properties = new Map(
    childrenOf(childOf(project, 'properties')).map((one) => [one.tagName, textOf(one)]),
  );
  const resolved = (element: Element) =>
    textOf(element).replaceAll(
      /\$\{(?:env\.(\w+)|project\.basedir|basedir|([\w.-]+))\}/g,
      (all, variable, own) => {
        if (variable !== undefined) return env[variable] ?? all;
        return own === undefined ? '.' : (properties.get(own) ?? all);
      },
    );
  const found = childrenOf(childOf(project, 'properties'))
    .filter(({ tagName }) => tagName.startsWith('flyway.'))
    .map((one): [string, string] => [one.tagName.slice('flyway.'.length), resolved(one)]);
  for (const element of childrenOf(childOf(pluginOf(project), 'configuration'))) {
    const inner = childrenOf(element);
    const { tagName: name } = element;
    if (name === 'placeholders') {
      for (const one of inner) found.push([`placeholders.${one.tagName}`, resolved(one)]);
    } else if (lists.test(name) && inner.length > 0) {
      found.push([name, inner.map(resolved).join(',')]);
    } else found.push([name, resolved(element)]);
  }
  return found;
}

async function rootOf(pom: string): Promise<Element | null> {
  // Most projects have no such file.
  const { DOMParser } = await import('@xmldom/xmldom');
  try {
    return new DOMParser({ onError: () => {} }).parseFromString(pom, 'text/xml').documentElement;
  } catch {
    return null;
  }
}

function pluginOf(project: Element): Element | undefined {
  return [...project.getElementsByTagName('plugin')].find((one) => {
    const name = childOf(one, 'artifactId');
    return name !== undefined && textOf(name) === 'flyway-maven-plugin';
  });
}

function childrenOf(element: Element | undefined): Element[] {
  return [...(element?.childNodes ?? [])].filter(
    (one): one is Element => one.nodeType === one.ELEMENT_NODE,
  );
}

function childOf(element: Element | undefined, name: string): Element | undefined {
  return childrenOf(element).find((one) => one.tagName === name);
}

function textOf(element: Element): string {
  return (element.textContent ?? '').trim();
}
