import { runCases } from '../run-cases.ts';

runCases('incompatible-types');
