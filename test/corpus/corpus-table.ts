import type { Verdict } from './try-case.ts';

/** One line for each case, then how many behave by outcome and by category. */
export function corpusTable(verdicts: readonly Verdict[]): string {
  const lines = verdicts.map((one) => [
    one.id,
    one.outcome,
    one.category,
    one.behaves ? 'yes' : 'no',
    one.behaves ? one.flags.join(' ') : one.why.join('; '),
  ]);
  return [
    ...aligned([['id', 'outcome', 'category', 'behaves', 'why not, or the flags'], ...lines]),
    '',
    ...aligned(totals(verdicts, (one) => one.outcome)),
    '',
    ...aligned(totals(verdicts, (one) => one.category)),
  ].join('\n');
}

/** How many of each group behave. */
export function totals(
  verdicts: readonly Verdict[],
  groupOf: (one: Verdict) => string,
): [string, string, string][] {
  const groups = [...new Set(verdicts.map(groupOf))].sort();
  return [...groups, 'all'].map((group) => {
    const all = verdicts.filter((one) => group === 'all' || groupOf(one) === group);
    const good = all.filter((one) => one.behaves).length;
    return [group, `${good} of ${all.length}`, `${Math.round((100 * good) / all.length)} %`];
  });
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]?.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths?.[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
