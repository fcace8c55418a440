import { Command } from 'commander';

/** `pgmend plan` */
export function command(): Command {
  return new Command('plan');
}
