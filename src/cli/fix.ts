import { Command } from 'commander';

/** `pgmend fix` */
export function command(): Command {
  return new Command('fix');
}
