import { runCases } from '../run-cases.ts';

runCases('dependent-objects');
