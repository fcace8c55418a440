import type { Catalog } from '../catalog/catalog.ts';
import type { MappedColumn } from '../values/mapping-sql.ts';
import type { PlanOptions } from './plan-options.ts';

/** What every planner may look at. */
export interface PlanContext {
  readonly catalog: Catalog;
  readonly options: PlanOptions;
  /** The held statement, where there is one. */
  readonly statement: string | null;
  /** The number of the next conversion of the plan. */
  readonly nextNumber: number;
  /** An earlier finding of the plan converts the column already. */
  readonly isConverted: (mapped: MappedColumn) => boolean;
}
