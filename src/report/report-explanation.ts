import type { Explanation } from '../diagnose/explain/explanation.ts';
import type { Palette } from './palette.ts';
import { aligned, indent, printable, wrapped } from './words.ts';

/** Cause, both sides, ways out, what else it may be. */
export function reportExplanation(explanation: Explanation, palette: Palette): string {
  const sides = aligned(
    explanation.sides.map(({ role, table, column, type }) => [
      role,
      printable([table, column].filter((part) => part !== null).join('.')),
      type === null ? '' : palette.yellow(printable(type)),
    ]),
  );
  const others = explanation.others.map(
    ({ kind, when }) =>
      `  ${indent(wrapped(`${kind}, if ${printable(when)}.`, 90), 4).trimStart()}`,
  );
  return [
    palette.bold(wrapped(printable(explanation.headline))),
    wrapped(printable(explanation.why)),
    ...(sides.length === 0 ? [] : [sides.map((line) => indent(line)).join('\n')]),
    ...(explanation.waysOut.length === 0
      ? []
      : [
          [
            palette.bold('Ways out:'),
            ...explanation.waysOut.flatMap(({ title, code }, at) => [
              `  ${at + 1}. ${indent(wrapped(printable(title), 90), 5).trimStart()}`,
              ...(code === null ? [] : [indent(palette.cyan(printable(code)), 5)]),
            ]),
          ].join('\n'),
        ]),
    ...(others.length === 0
      ? []
      : [
          [
            palette.bold(
              `From the text alone it may also be (pgmend run and pgmend doctor can tell):`,
            ),
            ...others,
          ].join('\n'),
        ]),
    ...(explanation.kind === null ? [] : [palette.dim(`More: pgmend explain ${explanation.kind}`)]),
  ].join('\n\n');
}
