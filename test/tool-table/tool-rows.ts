import type { Cell, ToolResult } from './try-tool.ts';

export const marks: Readonly<Record<Cell, string>> = { yes: '✓', no: '✗', '–': '–' };

/** What is tried of each tool, as the table calls it. */
export const toolRows: readonly (readonly [label: string, of: (result: ToolResult) => Cell])[] = [
  ['stops without pgmend', (one) => one.stops],
  ['goes through', (one) => one.goesThrough],
  ['its own status agrees', (one) => one.recorded],
  ['migration file and line named', (one) => one.named],
  ['undo', (one) => one.undone],
  ['export runs and reverts', (one) => one.exported],
];

/** One row of a tool, for its faults in order. */
export function rowOf(label: string, cells: readonly Cell[]): string {
  return `${label} | ${cells.map((one) => marks[one]).join(' | ')} |`;
}

/** All of a row's faults as one cell: `no` where one is. */
export function together(cells: readonly Cell[]): Cell {
  if (cells.includes('no')) return 'no';
  return cells.includes('yes') ? 'yes' : '–';
}
