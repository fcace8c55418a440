import { Command } from 'commander';

/** `pgmend undo` */
export function command(): Command {
  return new Command('undo');
}
