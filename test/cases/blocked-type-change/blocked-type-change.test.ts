import { runCases } from '../run-cases.ts';

runCases('blocked-type-change');
