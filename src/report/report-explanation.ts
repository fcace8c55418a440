import type { Palette } from './palette.ts';
import { aligned, indent, printable } from './words.ts';

/** One side of the key that an error text names; what the text leaves out is null. */
export interface ExplainedSide {
  readonly role: 'referencing' | 'referenced';
  readonly table: string | null;
  readonly column: string | null;
  readonly type: string | null;
}

export interface WayOut {
  readonly title: string;
  /** Ready to paste; null where only the database can tell. */
  readonly code: string | null;
}

/** What an error message means, from its text alone. */
export interface Explanation {
  /** The fault's kind, also a page of `pgmend explain`; null where pgmend knows none. */
  readonly kind: string | null;
  readonly sqlstate: string | null;
  readonly constraint: string | null;
  readonly headline: string;
  readonly why: string;
  readonly sides: readonly ExplainedSide[];
  readonly waysOut: readonly WayOut[];
}

/** Cause, both sides, ways out. */
export function reportExplanation(explanation: Explanation, palette: Palette): string {
  const sides = aligned(
    explanation.sides.map(({ role, table, column, type }) => [
      role,
      printable([table, column].filter((part) => part !== null).join('.')),
      type === null ? '' : palette.yellow(printable(type)),
    ]),
  );
  return [
    palette.bold(printable(explanation.headline)),
    explanation.why,
    ...(sides.length === 0 ? [] : [sides.map((line) => indent(line)).join('\n')]),
    ...(explanation.waysOut.length === 0
      ? []
      : [
          [
            palette.bold('Ways out:'),
            ...explanation.waysOut.flatMap(({ title, code }, at) => [
              indent(`${at + 1}. ${printable(title)}`),
              ...(code === null ? [] : [indent(palette.cyan(printable(code)), 5)]),
            ]),
          ].join('\n'),
        ]),
    ...(explanation.kind === null ? [] : [palette.dim(`More: pgmend explain ${explanation.kind}`)]),
  ].join('\n\n');
}
