import { displayIdent } from '../../postgres/quote.ts';
import { keyName, type OrphanFacts, type RemovalFacts } from '../../values/find-orphans.ts';
import { orphanEvidenceSql } from '../../values/orphan-sql.ts';
import { countGoingSql } from '../../values/removal-sql.ts';
import type { Step } from '../step.ts';

/** Counts again, under the lock: the orphans that were shown must be those that are there. */
export function checkOrphans({ key, sql, digest }: OrphanFacts): Step {
  return {
    kind: 'check-evidence',
    title: `check that the orphans of ${keyName(key.referencing)} are still those that were counted`,
    sql: [`SELECT digest FROM (${orphanEvidenceSql(sql)}) AS evidence`],
    locks: [],
    hazards: [],
    changes: [],
    expect: digest,
    early: true,
  };
}

/** The same for all rows that go with them. */
export function checkRemoval({ going, counts }: RemovalFacts, journalSchema: string): Step {
  return {
    kind: 'check-evidence',
    title: `check that the rows that go to ${displayIdent(journalSchema)}.kept_rows are still as many`,
    sql: [countGoingSql(going)],
    locks: [],
    hazards: [],
    changes: [],
    expect: counts,
    early: true,
  };
}
