import { runCases } from '../run-cases.ts';

runCases('narrow-reference');
