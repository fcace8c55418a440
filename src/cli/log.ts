import { Command } from 'commander';

/** `pgmend log` */
export function command(): Command {
  return new Command('log');
}
