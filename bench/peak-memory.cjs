/** Loaded with `node --require`: the process tells its largest resident size, in KB, as its last line on stderr. */
process.on('exit', () => {
  process.stderr.write(`\npeak-memory ${process.resourceUsage().maxRSS}\n`);
});
