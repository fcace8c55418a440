import { displayIdent, displayQualified, type QualifiedName } from '../postgres/quote.ts';
import type { WeighedMapping } from '../values/evidence.ts';
import type { Mapping } from '../values/mapping.ts';
import { masked } from './mask.ts';
import type { Palette } from './palette.ts';
import {
  aligned,
  columnName,
  counted,
  indent,
  listed,
  number,
  printable,
  shortened,
} from './words.ts';

/** How values become the new ones, in words. */
export function describeMapping(mapping: Mapping, referenced: QualifiedName | null): string {
  const key = referenced === null ? 'the referenced table' : displayQualified(referenced);
  switch (mapping.kind) {
    case 'null':
      return 'there is no value to convert';
    case 'cast':
      return 'each value is read as the new type';
    case 'alternate-key':
      return `each value is looked up in ${key}.${displayIdent(mapping.column)}`;
    case 'bridge':
      return `each value is looked up in ${columnName(mapping.table, mapping.valueColumn)}, and its row found in ${key} by ${naturalKey(mapping.table, mapping.bridgeColumn, key, mapping.referencedColumn, mapping.compare)}`;
    case 'given': {
      const lookup = `each value is looked up in ${columnName(mapping.table, mapping.valueColumn)}`;
      if (mapping.bridgeColumn === null || mapping.referencedColumn === null) {
        return `${lookup} (your --map)`;
      }
      return `${lookup}, and its row found in ${key} by ${naturalKey(mapping.table, mapping.bridgeColumn, key, mapping.referencedColumn, mapping.compare)} (your --map)`;
    }
  }
}

function naturalKey(
  bridge: QualifiedName,
  bridgeColumn: string,
  key: string,
  referencedColumn: string,
  compare: 'exact' | 'case-insensitive',
): string {
  const equal = `${columnName(bridge, bridgeColumn)} = ${key}.${displayIdent(referencedColumn)}`;
  return compare === 'exact' ? equal : `${equal}, upper and lower case alike`;
}

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
