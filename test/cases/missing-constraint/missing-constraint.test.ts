import { runCases } from '../run-cases.ts';

runCases('missing-constraint');
