import { partIdentity } from '../../catalog/fingerprint/identity.ts';
import {
  displayIdent,
  displayQualified,
  type QualifiedName,
  quoteIdent,
  quoteQualified,
} from '../../postgres/quote.ts';
import type { Step } from '../step.ts';

/** Validates a foreign key that was laid NOT VALID. */
export function validateForeignKey(table: QualifiedName, name: string): Step {
  return {
    kind: 'validate-foreign-key',
    title: `validate ${displayIdent(name)} on ${displayQualified(table)}`,
    sql: [`ALTER TABLE ${quoteQualified(table)} VALIDATE CONSTRAINT ${quoteIdent(name)}`],
    locks: [{ table, mode: 'SHARE UPDATE EXCLUSIVE' }],
    hazards: [],
    changes: [{ identity: partIdentity('constraint', table, name), facts: ['definition'] }],
  };
}

/** Lays a foreign key as it was before: NOT VALID. */
export function layNotValid(
  table: QualifiedName,
  name: string,
  definition: string,
  comment: string | null,
  literal: (text: string) => string,
): Step {
  const on = quoteQualified(table);
  const laid = / NOT VALID$/.test(definition) ? definition : `${definition} NOT VALID`;
  return {
    kind: 'lay-not-valid',
    title: `lay ${displayIdent(name)} on ${displayQualified(table)} again, NOT VALID as it was`,
    sql: [
      `ALTER TABLE ${on} ADD CONSTRAINT ${quoteIdent(name)} ${laid}`,
      ...(comment === null
        ? []
        : [`COMMENT ON CONSTRAINT ${quoteIdent(name)} ON ${on} IS ${literal(comment)}`]),
    ],
    locks: [{ table, mode: 'SHARE ROW EXCLUSIVE' }],
    hazards: [],
    changes: [{ identity: partIdentity('constraint', table, name), facts: null }],
  };
}
