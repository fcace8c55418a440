import { runCases } from '../run-cases.ts';

runCases('missing-relation');
