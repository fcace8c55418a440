import { runCases } from '../run-cases.ts';

runCases('no-unique-key');
