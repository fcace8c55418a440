import type { Kept } from '../execute/journal.ts';
import { masked } from './mask.ts';
import type { Palette } from './palette.ts';
import { aligned, columnName, counted, indent, printable, shortened } from './words.ts';

/** How many are listed before the rest is only counted. */
const listedAtMost = 20;

export interface KeptReportOptions {
  readonly palette: Palette;
  /** Values are shown as they are; otherwise masked. */
  readonly showSamples: boolean;
  /** All of them. */
  readonly verbose: boolean;
}

/** Kept values and rows for people, by column and run. */
export function reportKept(kept: readonly Kept[], options: KeptReportOptions): string {
  const { palette, showSamples, verbose } = options;
  if (kept.length === 0) return 'No values are kept in this database.';
  const groups = new Map<string, Kept[]>();
  for (const one of kept) {
    const table = { schema: one.schema, name: one.table };
    const what =
      one.column === null
        ? `whole rows of ${columnName(table, '').replace(/\.""$/, '')}`
        : `values of ${columnName(table, one.column)}`;
    const title = `${one.run}  ${what}`;
    groups.set(title, [...(groups.get(title) ?? []), one]);
  }
  const show = (text: string) => shortened(printable(showSamples ? text : masked(text)), 60);
  const sections = [...groups].map(([title, ofGroup]) => {
    const shown = verbose ? ofGroup : ofGroup.slice(0, listedAtMost);
    return [
      palette.bold(printable(title)),
      ...aligned(
        shown.map((one) => [
          one.value === null ? '' : show(one.value),
          palette.dim(
            Object.entries(one.row)
              .map(([name, value]) => `${printable(name)}=${show(String(value))}`)
              .join(' '),
          ),
          palette.dim(one.reason),
        ]),
      ).map((line) => indent(line)),
      ...(shown.length === ofGroup.length
        ? []
        : [indent(`and ${counted(ofGroup.length - shown.length, 'more', 'more')}: --verbose`)]),
    ].join('\n');
  });
  return [
    ...sections,
    showSamples
      ? 'pgmend kept --export FILE writes them as CSV or JSON; pgmend undo RUN brings them back.'
      : 'Values are masked, for this is no terminal. --export FILE or --json writes them as they are; pgmend undo RUN brings them back.',
  ].join('\n\n');
}

const csvColumns = ['run', 'repair', 'kind', 'schema', 'table', 'column', 'row', 'value', 'reason'];

/** RFC 4180, with a header; the row's key (or the whole row) is one JSON value; NULL is an empty field. */
export function keptCsv(kept: readonly Kept[]): string {
  const field = (value: unknown): string => {
    if (value === null) return '';
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return /[",\r\n]|^$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = kept.map((one) =>
    [
      one.run,
      one.repair,
      one.kind,
      one.schema,
      one.table,
      one.column,
      one.row,
      one.value,
      one.reason,
    ]
      .map(field)
      .join(','),
  );
  return `${[csvColumns.join(','), ...lines].join('\r\n')}\r\n`;
}
