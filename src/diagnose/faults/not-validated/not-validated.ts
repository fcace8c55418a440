import { displayIdent } from '../../../postgres/quote.ts';
import type { Orphans } from '../../fault.ts';
import { faultId } from '../../fault-id.ts';
import type { NotValidated } from '../../standing-fault.ts';
import { sideText } from '../../stored-key.ts';

/** What a foreign key that is NOT VALID is where counting finds no row that references nothing; null for another one. */
export function notValidated({ declaredBy, keys, completes }: Orphans): NotValidated | null {
  const [key] = keys;
  if (declaredBy !== 'catalog' || key === undefined || key.state !== 'not valid') return null;
  const { table } = key.referencing;
  return {
    kind: 'not-validated',
    id: faultId(table, [key.constraint]),
    constraint: key.constraint,
    constraintOid: 0,
    referencing: key.referencing,
    referenced: key.referenced,
    declaredBy,
    schema: table.schema,
    headline: `${displayIdent(key.constraint)} (${sideText(key.referencing)} → ${sideText(key.referenced)}) is NOT VALID, and only needs to be validated`,
    cause:
      'Every row references one that is there, but PostgreSQL does not know it: the rows of before were never checked.',
    ...(completes === undefined ? {} : { completes }),
  };
}
