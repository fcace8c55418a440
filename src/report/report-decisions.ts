import type { Decision } from '../plan/plan.ts';
import type { Palette } from './palette.ts';
import { aligned, indent } from './words.ts';

/** What only the user can decide, with the very flags that decide it, ready to paste. */
export function reportDecisions(decisions: readonly Decision[], palette: Palette): string {
  return decisions
    .map((decision) =>
      [
        `${palette.yellow('To decide:')} ${decision.question}`,
        ...aligned(
          decision.options.map(({ flag, effect }) => [palette.cyan(shellFlag(flag)), effect]),
        ).map((line) => indent(line)),
        ...(decision.hint === undefined ? [] : [indent(decision.hint)]),
      ].join('\n'),
    )
    .join('\n\n');
}

/** A flag as it can be pasted into a shell: quoted where a shell would read it otherwise. */
export function shellFlag(flag: string): string {
  if (/^[\w@%+=:,./-]+$/.test(flag)) return flag;
  const [, name, value] = /^(--[\w-]+)[ =](.*)$/s.exec(flag) ?? [];
  const quoted = (text: string) =>
    /^[\w@%+=:,./-]+$/.test(text) || /^'.*'$/s.test(text)
      ? text
      : `'${text.replaceAll("'", `'\\''`)}'`;
  return name === undefined || value === undefined ? flag : `${name} ${quoted(value)}`;
}
