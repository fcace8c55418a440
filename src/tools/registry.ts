import { sequelize } from './sequelize/sequelize.ts';
import type { Tool } from './tool.ts';

/** Every migration tool that pgmend knows. A new one is a folder here and a line in this array. */
export const tools: readonly Tool[] = [sequelize];
