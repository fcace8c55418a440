import { runCases } from '../run-cases.ts';

runCases('pending-trigger-events');
