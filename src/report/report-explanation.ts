import type { Explanation } from '../diagnose/explain/explanation.ts';
import type { Palette } from './palette.ts';
import { aligned, indent, printable } from './words.ts';

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
    palette.dim(`More: pgmend explain ${explanation.kind}`),
  ].join('\n\n');
}
