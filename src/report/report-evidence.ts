import type { WeighedMapping } from '../values/evidence.ts';
import { masked } from './mask.ts';
import type { Palette } from './palette.ts';
import { aligned, counted, indent, listed, number, printable, shortened } from './words.ts';

/** `12 rows: 9 match, 2 match nothing, 1 is NULL`. */
export function describeCounts(weighed: WeighedMapping): string {
  const { rows, nulls, matched, unmatched, ambiguous } = weighed.evidence;
  if (rows === 0) return 'no rows';
  const parts = [
    matched > 0 ? `${number(matched)} ${matched === 1 ? 'matches' : 'match'}` : '',
    unmatched > 0 ? `${number(unmatched)} ${unmatched === 1 ? 'matches' : 'match'} nothing` : '',
    ambiguous > 0 ? `${number(ambiguous)} ${ambiguous === 1 ? 'matches' : 'match'} several` : '',
    nulls > 0 ? `${number(nulls)} ${nulls === 1 ? 'is' : 'are'} NULL` : '',
  ].filter((part) => part !== '');
  return `${counted(rows, 'row')}: ${listed(parts)}`;
}

/** A few values with what they become, one a line. */
export function reportSamples(
  weighed: WeighedMapping,
  palette: Palette,
  showSamples: boolean,
): string[] {
  const show = (value: string) => shortened(printable(showSamples ? value : masked(value)), 48);
  return aligned(
    weighed.evidence.samples.map(({ value, becomes }) => [
      show(value),
      becomes === null ? palette.yellow('matches nothing') : `→ ${show(becomes)}`,
    ]),
  ).map((line) => indent(palette.dim(line)));
}
