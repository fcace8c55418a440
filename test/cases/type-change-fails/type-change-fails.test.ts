import { runCases } from '../run-cases.ts';

runCases('type-change-fails');
