import path from 'node:path';

const runners = /^(npm|npx|pnpm|yarn|bun)(\.cmd|\.exe)?$/i;

/** Is it a package manager, which may run a script of package.json? */
export function isPackageRunner(word: string | undefined): boolean {
  return runners.test(path.basename(word ?? ''));
}

/** Where a command works: package managers can be told to go elsewhere (`npm --prefix backend run migrate`). */
export function commandDirectory(command: readonly string[], directory: string): string {
  if (!isPackageRunner(command[0])) return directory;
  for (const [index, word] of command.entries()) {
    // What comes after it is the script's own.
    if (word === '--') break;
    const [, joined] = /^(?:--prefix|--cwd|--dir)=(.+)$/.exec(word) ?? [];
    const named = /^(--prefix|--cwd|--dir|-C)$/.test(word) ? command[index + 1] : joined;
    if (named !== undefined) return path.resolve(directory, named);
  }
  return directory;
}
