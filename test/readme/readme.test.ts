import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  commandNames,
  helpOf,
  readmeFile,
  readReadme,
  shellLines,
  withExplanation,
  withHelp,
} from './readme.ts';

const readme = readReadme();
const root = dirname(readmeFile);

describe('README.md', () => {
  it('begins with the two commands that show everything', () => {
    expect(shellLines(readme).slice(0, 2)).toEqual([
      'npm ci && npm run demo',
      'npm ci && npm test',
    ]);
  });

  it('shows the help as it is; `npm run readme` writes it', () => {
    expect(withHelp(readme)).toBe(readme);
  });

  it('names only scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const named = [...readme.matchAll(/npm (?:run )?(test(?::\w+)?|(?<=run )[\w:]+)/g)];
    expect(named.length).toBeGreaterThan(2);
    expect(named.map(([, name]) => name).filter((name) => !(String(name) in scripts))).toEqual([]);
  });

  it('links only to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('uses only commands and options that are there', () => {
    const own = shellLines(readme).filter((line) => /\bpgmend /.test(line));
    expect(own.length).toBeGreaterThan(5);
    const known = commandNames();
    for (const line of own) {
      const words = line.slice(line.indexOf('pgmend ') + 7).split(' ');
      const name = words[0] ?? '';
      expect(known, line).toContain(name);
      const end = words.indexOf('--');
      const options = words.slice(1, end === -1 ? undefined : end).filter((w) => /^--\w/.test(w));
      const help = helpOf([name]);
      for (const option of options) expect(help, line).toContain(option.split('=')[0]);
    }
  });

  it('shows what `pgmend explain` prints', () => {
    expect(readme).toContain('<!-- explain -->');
    expect(withExplanation(readme)).toBe(readme);
  });
});
