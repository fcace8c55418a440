import type { Step } from '../plan/step.ts';
import { displayQualified } from '../postgres/quote.ts';
import type { Palette } from './palette.ts';
import { indent, listed, printable } from './words.ts';

/** Steps with the locks that they take, numbered; with `verbose` also their SQL. */
export function reportSteps(
  title: string,
  steps: readonly Step[],
  { palette, verbose }: { readonly palette: Palette; readonly verbose: boolean },
): string {
  if (steps.length === 0) return '';
  const width = String(steps.length).length;
  return [
    palette.bold(title),
    ...steps.flatMap((step, at) => [
      indent(`${String(at + 1).padStart(width)}. ${printable(step.title)}`),
      ...locksOf(step).map((line) => indent(palette.dim(line), 4 + width)),
      ...(verbose
        ? step.sql.map((statement) => indent(palette.cyan(`${printable(statement)};`), 4 + width))
        : []),
    ]),
  ].join('\n');
}

function locksOf(step: Step): string[] {
  const byMode = new Map<string, string[]>();
  for (const { table, mode } of step.locks) {
    byMode.set(mode, [...(byMode.get(mode) ?? []), displayQualified(table)]);
  }
  return [...byMode].map(([mode, tables]) => printable(`locks ${listed(tables)} (${mode})`));
}
