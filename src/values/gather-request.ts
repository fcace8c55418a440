import type { Catalog } from '../catalog/catalog.ts';
import type { GivenMap } from './parse-map.ts';

/** What every look at the values behind a fault may need. */
export interface GatherRequest {
  readonly catalog: Catalog;
  /** `--map` arguments, resolved. */
  readonly maps: readonly GivenMap[];
  readonly statement: string | null;
}
