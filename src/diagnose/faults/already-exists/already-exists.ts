import type { FaultDetector } from '../../diagnosis-input.ts';
export const alreadyExists: FaultDetector = {
  kind: 'already-exists',
  sqlstates: [],
  detect: () => [],
};
