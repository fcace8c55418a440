import type { TypeChange } from './fault.ts';

const numbers = new Set(['smallint', 'integer', 'bigint']);

/**
 * Whether the values of a key may become new ones because of this change, if the user wants it.
 *
 * Towards numbers only where the statement leaves open what the values become, or says that a sequence fills the
 * column. A USING that casts says that the old keys are numbers already: they are not, so the statement itself is
 * wrong, most often generated from a model that does not know the column's type.
 */
export function mayRekey({ newType, using, identityGiven, defaultGiven }: TypeChange): boolean {
  if (newType === 'uuid') return true;
  return numbers.has(newType) && (using === null || identityGiven || defaultGiven);
}
