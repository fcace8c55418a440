import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface BatchEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the few commands of cmd that our batch file is made of, as cmd does: variables are put in before a line is
 * read, labels, `if errorlevel 1`, `goto`, and a batch file that is not called does not come back. Paths have `\`.
 *
 * @throws Error for everything that it does not know
 */
export function runBatch(
  file: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  missing: readonly string[] = [],
): BatchEnd {
  const text = readFileSync(file, 'latin1');
  if (/[^\r]\n/.test(text) || /[^\x20-\x7e\r\n]/.test(text)) throw new Error('not ASCII with CRLF');
  const lines = text.split('\r\n');
  const variables = new Map<string, string>();
  const stack: string[] = [];
  const out = { stdout: '', stderr: '' };
  let here = cwd;
  let errorlevel = 0;
  const local = (name: string) => path.resolve(here, name.replaceAll('\\', '/'));

  const expanded = (line: string) =>
    line.replaceAll(/%%|%~dp0|%~(\d)|%([A-Za-z]+)%/g, (all, argument, name) => {
      if (all === '%%') return '%';
      if (all === '%~dp0') return `${path.dirname(file)}\\`;
      if (argument !== undefined) return args[Number(argument) - 1] ?? '';
      return name === 'CD' ? here : (variables.get(name) ?? '');
    });
  /** The words of a command, quotes taken off, without its redirections. */
  const wordsOf = (command: string) =>
    [...command.replace(/( \d?>(nul|&\d))+$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(
      ([, quoted, plain]) => quoted ?? plain ?? '',
    );
  const labelAt = (label: string) => {
    const at = lines.indexOf(`:${label}`);
    if (at < 0) throw new Error(`no label ${label}`);
    return at;
  };

  /** @returns the line to go on with, or the exit code */
  const run = (command: string, at: number): number | { readonly code: number } => {
    if (command === '' || /^(@echo off|rem .*|setlocal .*|:\w+)$/.test(command)) return at + 1;
    const [verb = '', ...rest] = wordsOf(command);
    switch (verb) {
      case 'set': {
        const [, name = '', value = ''] = /^([A-Z]+)=(.*)$/.exec(rest[0] ?? '') ?? [];
        variables.set(name, value);
        return at + 1;
      }
      case 'if': {
        const [, condition = '', then = ''] =
          /^if ((?:not )?(?:defined \w+|exist "[^"]*"|errorlevel 1)) (.*)$/.exec(command) ?? [];
        const negated = condition.startsWith('not ');
        const [kind, subject = ''] = wordsOf(condition.replace(/^not /, ''));
        const holds =
          kind === 'defined'
            ? (variables.get(subject) ?? '') !== ''
            : kind === 'exist'
              ? existsSync(local(subject))
              : kind === 'errorlevel' && errorlevel >= 1;
        if (then === '') throw new Error(`cannot read: ${command}`);
        return holds === negated ? at + 1 : run(then, at);
      }
      case 'goto':
        return labelAt(rest[0] ?? '');
      case 'where':
        errorlevel = missing.includes(rest[0] ?? '') ? 1 : 0;
        return at + 1;
      case 'fc': {
        const [one, other] = rest.slice(1).map((name) => readFileSync(local(name)));
        errorlevel = one !== undefined && other?.equals(one) === true ? 0 : 1;
        return at + 1;
      }
      case 'copy':
        copyFileSync(local(rest[1] ?? ''), local(rest[2] ?? ''));
        errorlevel = 0;
        return at + 1;
      case 'pushd':
        stack.push(here);
        here = local(rest[0] ?? '');
        errorlevel = 0;
        return at + 1;
      case 'popd':
        here = stack.pop() ?? here;
        return at + 1;
      case 'call': {
        const [program = '', ...words] = rest;
        const ended = spawnSync(program, words, { cwd: here, env, encoding: 'utf8' });
        out.stdout += ended.stdout;
        out.stderr += ended.stderr;
        errorlevel = ended.status ?? 1;
        return at + 1;
      }
      case 'echo':
        out[command.endsWith(' 1>&2') ? 'stderr' : 'stdout'] +=
          `${command.slice(5).replace(/ 1>&2$/, '')}\n`;
        return at + 1;
      case 'exit':
        return { code: Number(rest[1]) };
      default:
        throw new Error(`cannot run: ${command}`);
    }
  };

  for (let at = 0; at < lines.length; ) {
    const next = run(expanded(lines[at] ?? ''), at);
    if (typeof next !== 'number') return { code: next.code, ...out };
    at = next;
  }
  return { code: errorlevel, ...out };
}
