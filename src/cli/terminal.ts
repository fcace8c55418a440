import { closeSync, openSync } from 'node:fs';
import type { Key } from 'node:readline';
import { ReadStream, WriteStream } from 'node:tty';

/** The terminal itself, whatever stdin and stdout are. */
export interface Terminal {
  readonly input: ReadStream;
  readonly output: WriteStream;
  /** Aborts at Ctrl-D: the prompt hears no key after it, and would wait for nobody. */
  readonly ended: AbortSignal;
  /** Aborts when nobody has answered in time. */
  readonly late: AbortSignal;
  close(): void;
}

/**
 * Opens the controlling terminal; null where nobody sits: no terminal, or all three standard streams lead elsewhere.
 *
 * @param timeout milliseconds for an answer.
 */
export function openTerminal(timeout: number): Terminal | null {
  const { stdin, stdout, stderr } = process;
  if (!stdin.isTTY && !stdout.isTTY && !stderr.isTTY) return null;
  const [read, write] =
    process.platform === 'win32' ? ['\\\\.\\CONIN$', '\\\\.\\CONOUT$'] : ['/dev/tty', '/dev/tty'];
  const opened: number[] = [];
  try {
    const input = openSync(read, process.platform === 'win32' ? 'r+' : 'r');
    opened.push(input);
    const output = openSync(write, process.platform === 'win32' ? 'r+' : 'w');
    opened.push(output);
    const terminal = { input: new ReadStream(input), output: new WriteStream(output) };
    // A terminal without a size (a bare pseudo-terminal) would be drawn one character wide.
    if (!(terminal.output.columns > 0)) terminal.output.columns = 80;
    if (!(terminal.output.rows > 0)) terminal.output.rows = 24;
    const [ended, late] = [new AbortController(), new AbortController()];
    // The timer holds on to its controller: a signal of AbortSignal.timeout() that only AbortSignal.any() knows may be
    // collected before its time (nodejs/node#57736).
    const timer = setTimeout(() => late.abort(), timeout);
    terminal.input.on('keypress', (_, key: Key) => {
      if (key.ctrl && key.name === 'd') ended.abort();
    });
    return {
      ...terminal,
      ended: ended.signal,
      late: late.signal,
      close: () => {
        clearTimeout(timer);
        terminal.input.destroy();
        terminal.output.destroy();
      },
    };
  } catch {
    for (const descriptor of opened) closeSync(descriptor);
    return null;
  }
}

/** A question could be asked, now. */
export function someoneIsThere(): boolean {
  const terminal = openTerminal(0);
  terminal?.close();
  return terminal !== null;
}
