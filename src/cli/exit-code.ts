/**
 * What the process ends with: done or clean; faults remain or the command failed;
 * wrong usage or no connection; a decision is needed.
 */
export const exitCode = { done: 0, faultsRemain: 1, usage: 2, decisionNeeded: 3 } as const;
