import { runCases } from '../run-cases.ts';

runCases('persistence-mix');
