import { runCases } from '../run-cases.ts';

runCases('later-table');
