'use strict';
// Runs in a process of its own, in the project's directory: loads one of the project's files as its tool would, also in
// TypeScript, and sends back what a picker of the tool's folder takes from it: loaded value → plain values.
const reading = require('./driver-configuration.cjs');
const { load } = require('./project-modules.cjs');

async function main([file, picker, ...args]) {
  return { value: (await require(picker)(await load(file), reading, ...args)) ?? null };
}

main(process.argv.slice(2))
  .catch((error) => ({ failure: String(error?.message ?? error).split('\n')[0] }))
  .then((answer) => process.send(answer, () => process.exit(0)));
