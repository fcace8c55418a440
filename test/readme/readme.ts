import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const built = join(root, 'dist', 'cli.js');

/** Where the README is. */
export const readmeFile = join(root, 'README.md');

/** The README as it stands. */
export function readReadme(): string {
  return readFileSync(readmeFile, 'utf8');
}

const helps = new Map<string, string>();

/** What the built command prints for `pgmend ARGS --help`. @throws Error when it is not built. */
export function helpOf(args: readonly string[]): string {
  const key = args.join(' ');
  const help = helps.get(key) ?? readHelp(args);
  helps.set(key, help);
  return help;
}

function readHelp(args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [built, ...args, '--help'], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
  });
  if (status !== 0) throw new Error(`pgmend ${args.join(' ')} --help failed:\n${stderr}`);
  return stdout.trimEnd();
}

/** The commands that the overall help lists, in its order, without `help` itself. */
export function commandNames(): readonly string[] {
  const list = helpOf([]).split(/^Commands:$/m)[1] ?? '';
  return [...list.matchAll(/^ {2}([a-z]+)/gm)]
    .map(([, name]) => name ?? '')
    .filter((name) => name !== 'help');
}

/** The README with its generated part written anew, between `<!-- help -->` and `<!-- /help -->`. */
export function withHelp(readme: string): string {
  const sections = commandNames().map(
    (name) => `### pgmend ${name}\n\n\`\`\`text\n${helpOf([name])}\n\`\`\``,
  );
  const overview = `\`\`\`text\n${helpOf([])}\n\`\`\``;
  const generated = [overview, ...sections].join('\n\n');
  const [before, after] = [readme.split('<!-- help -->')[0], readme.split('<!-- /help -->')[1]];
  if (before === undefined || after === undefined) throw new Error('README.md has no help part.');
  return `${before}<!-- help -->\n\n${generated}\n\n<!-- /help -->${after}`;
}

/** The lines of the README's shell blocks, comments and continuations resolved. */
export function shellLines(readme: string): readonly string[] {
  return [...readme.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
    (block ?? '')
      .replaceAll('\\\n', ' ')
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
}

/** The README with what `pgmend explain` prints for the message in it, after `<!-- explain -->`. */
export function withExplanation(readme: string): string {
  const message = /pgmend explain '([^']+)'/.exec(readme)?.[1] ?? '';
  const { stdout, status } = spawnSync(process.execPath, [built, 'explain', message], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', COLUMNS: '100' },
  });
  if (status !== 0) throw new Error('pgmend explain does not know the message of the README.');
  return readme.replace(
    /(<!-- explain -->\n+```text\n)[\s\S]*?\n?```/,
    (_, head: string) => `${head}${stdout.trim()}\n\`\`\``,
  );
}
