import { Command } from 'commander';

/** `pgmend doctor` */
export function command(): Command {
  return new Command('doctor');
}
