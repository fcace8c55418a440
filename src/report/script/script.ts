import type { Catalog } from '../../catalog/catalog.ts';
import type { RunInfo } from '../../execute/open-run.ts';
import type { Plan } from '../../plan/plan.ts';
import type { QualifiedName } from '../../postgres/quote.ts';

/** A plan that somebody else will carry out, later, without pgmend. */
export interface Script {
  /** Decided, with masked samples: a file goes from hand to hand. */
  readonly plan: Plan;
  /** As it was for the plan. */
  readonly catalog: Catalog;
  /** Under which the journal will have it. By its id a second execution knows that there was a first. */
  readonly run: RunInfo;
  /** A PostgreSQL interval, e.g. `5s`. */
  readonly lockTimeout: string;
  /** Tables whose definitions must be what they were, and the value of surroundings-sql.ts for them. */
  readonly surroundings: { readonly tables: readonly QualifiedName[]; readonly digest: string };
  /**
   * It is for this database alone, so everything has to be as it was counted. Otherwise it will also run where other
   * rows are: in databases that have no such values, or only such that all match.
   */
  readonly exact: boolean;
  /** The command that writes it anew. */
  readonly again: string;
}
