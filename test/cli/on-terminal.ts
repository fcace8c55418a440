import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cliCommand, quietEnvironment } from './run-cli.ts';

/** Why no question can be asked on a pseudo-terminal here; null where it can. */
export const noTerminal: string | null =
  process.platform === 'win32'
    ? 'Windows has no pty for python3'
    : spawnSync('python3', ['-c', 'import pty, os; os.waitstatus_to_exitcode']).status === 0
      ? null
      : 'python3 3.9 or newer is not installed';

export interface Shown {
  readonly code: number;
  /** What the terminal showed, without colours and cursor movements. */
  readonly output: string;
}

export interface TerminalCall {
  /** Words to wait for, and the keys to press then, or as soon as the file exists. */
  readonly steps: readonly (readonly [words: string, keys: string, file?: string])[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export const keys = {
  enter: '\r',
  down: '\u001b[B',
  escape: '\u001b',
  interrupt: '\u0003',
  endOfInput: '\u0004',
};

/** Runs pgmend where somebody sits at a terminal. */
export function runOnTerminal(args: readonly string[], call: TerminalCall): Promise<Shown> {
  const [command, all] = cliCommand(args);
  return onTerminal([command, ...all], call);
}

/** Runs any command where somebody sits at a terminal. */
export function onTerminal(command: readonly string[], call: TerminalCall): Promise<Shown> {
  const player = fileURLToPath(new URL('terminal.py', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn('python3', [player], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', () => {
      const { code, output } = JSON.parse(text) as Shown;
      // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with ESC.
      const escapes = /\u001b(\[[0-9;?]*[A-Za-z]|[=>78])/g;
      resolve({ code, output: output.replaceAll(escapes, '').replaceAll('\r\n', '\n') });
    });
    child.stdin.end(
      JSON.stringify({
        command,
        cwd: call.cwd ?? process.cwd(),
        env: quietEnvironment({ TERM: 'xterm-256color', ...call.env }),
        steps: call.steps,
        seconds: 20,
      }),
    );
  });
}
