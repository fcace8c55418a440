import type { FingerprintDifference } from '../catalog/fingerprint.ts';
import type { QualifiedName } from '../postgres/quote.ts';

/** Rows and an order-independent checksum over all columns of one table, converted values included. */
export interface TableProof {
  readonly table: QualifiedName;
  readonly rowsBefore: number;
  readonly rowsAfter: number;
  /** What the rows had to become (old values through the mapping), and what they are. Equal when right. */
  readonly expectedChecksum: string;
  readonly foundChecksum: string;
}

/** The comparison of schema and data before and after a repair. */
export interface Proof {
  readonly passed: boolean;
  readonly fingerprintBefore: string;
  readonly fingerprintAfter: string;
  readonly planned: readonly FingerprintDifference[];
  readonly unplanned: readonly FingerprintDifference[];
  /** Changes that other sessions made in unrelated places meanwhile. */
  readonly elsewhere: readonly FingerprintDifference[];
  readonly tables: readonly TableProof[];
}
