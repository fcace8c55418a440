import pc from 'picocolors';
import { type Palette, plain } from '../report/palette.ts';

/** Where words and results go. Only this and the terminal of a question write. */
export interface Voice {
  /** Words for people: on stderr in `run` and with --json, otherwise on stdout. */
  say(text: string): void;
  /** What must be seen wherever stdout goes: warnings, questions left open. Always stderr. */
  warn(text: string): void;
  /** The result of a command with --json; on stdout, alone. */
  json(value: unknown): void;
  readonly palette: Palette;
  /** Words for people go to a terminal. */
  readonly isTerminal: boolean;
  /** Values of the user's data may be shown as they are. */
  readonly showSamples: boolean;
}

/**
 * @param speaksOn `stderr` when stdout belongs to somebody else: the command of `run`, or JSON.
 */
export function voice(speaksOn: 'stdout' | 'stderr'): Voice {
  const stream = process[speaksOn];
  return {
    say: (text) => {
      stream.write(`${text}\n`);
    },
    warn: (text) => {
      process.stderr.write(`${text}\n`);
    },
    json: (value) => {
      process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    palette: paletteFor(stream),
    isTerminal: stream.isTTY === true,
    showSamples: stream.isTTY === true,
  };
}

/** Colours on a terminal, unless `NO_COLOR` is set; `FORCE_COLOR` brings them back. https://no-color.org */
export function paletteFor(stream: { readonly isTTY?: boolean }): Palette {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return plain;
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== '' && FORCE_COLOR !== '0';
  return forced || (stream.isTTY === true && TERM !== 'dumb') ? pc.createColors(true) : plain;
}
