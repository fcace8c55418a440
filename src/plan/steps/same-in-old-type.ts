import type { MappedColumn } from '../../values/mapped-column.ts';
import { highestNumber, isInteger, isText } from '../../values/type-family.ts';

/**
 * An expression for the text of a value of today as one of the old type, where it is the same value there; its result is
 * NULL for others.
 *
 * @param text an expression for the value's text
 * @returns null where no value can be the same
 */
export function sameInOldType(
  { type, newType }: Pick<MappedColumn, 'type' | 'newType'>,
  text: string,
): string | null {
  // A text that does not fit must not be cut.
  if (isText(newType)) return `CASE WHEN ${text} = ${text}::${newType}::text THEN ${text} END`;
  if (newType === 'uuid' && isText(type)) {
    return `CASE WHEN ${text} ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN ${text} END`;
  }
  const most = highestNumber[newType];
  if (most === undefined || !(isInteger(type) || isText(type))) return null;
  // Only a number as PostgreSQL writes it: '07' would become the same as '7'.
  return `CASE WHEN ${text} ~ '^(0|-?[1-9][0-9]{0,18})$' THEN CASE WHEN (${text})::numeric BETWEEN -${most} - 1 AND ${most} THEN ${text} END END`;
}
