import { Command } from 'commander';

/** `pgmend kept` */
export function command(): Command {
  return new Command('kept');
}
