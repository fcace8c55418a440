import { displayIdent, displayQualified, quoteIdent, quoteLiteral } from '../../postgres/quote.ts';
import { pairsSql } from '../../values/mapping-sql.ts';
import { valueFunctionSql } from '../../values/value-function.ts';
import { keyType } from '../../values/value-key.ts';
import type { Conversion } from '../plan.ts';
import type { Step } from '../step.ts';
import { convertFunction, mappingTable } from './work-names.ts';

/**
 * Writes down what every value becomes before anything is altered, and makes the function that USING calls: USING may
 * hold no subquery, and a function that read the table under rewrite would fail.
 */
export function materialiseMapping(journalSchema: string, conversion: Conversion): Step {
  const table = mappingTable(journalSchema, conversion);
  const { mapped } = conversion;
  const work = valueFunctionSql(mapped, conversion.weighed.mapping);
  return {
    kind: 'materialise-mapping',
    title: `write down what each value of ${displayQualified(mapped.table)}.${displayIdent(mapped.column)} becomes`,
    sql: [
      ...work.create,
      `CREATE TABLE ${table} AS ${pairsSql(mapped, conversion.weighed.mapping)}`,
      ...work.drop,
      // A hash index takes values of any length.
      `CREATE INDEX ON ${table} USING hash (old)`,
      `ANALYZE ${table}`,
      `CREATE FUNCTION ${convertFunction(journalSchema, conversion)}(${keyType(mapped.type)}) RETURNS ${mapped.newType} ` +
        `LANGUAGE sql STABLE STRICT AS ${quoteLiteral(`SELECT new FROM ${table} WHERE old = $1`)}`,
    ],
    locks: [],
    hazards: [],
    changes: [],
  };
}

/** Takes away what {@link materialiseMapping} made; what `undo` needs of it is in the journal by then. */
export function dropMapping(journalSchema: string, conversion: Conversion): Step {
  return {
    kind: 'drop-mapping',
    title: `remove the work tables in ${quoteIdent(journalSchema)}`,
    sql: [
      `DROP FUNCTION ${convertFunction(journalSchema, conversion)}(${keyType(conversion.mapped.type)})`,
      `DROP TABLE ${mappingTable(journalSchema, conversion)}`,
    ],
    locks: [],
    hazards: [],
    changes: [],
  };
}
