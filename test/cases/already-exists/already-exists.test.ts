import { runCases } from '../run-cases.ts';

runCases('already-exists');
