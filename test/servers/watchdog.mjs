// Started beside the servers with their folder as argument and a pipe as stdin. When the pipe closes, the
// process that owned the servers has ended, however it ended: what still runs is stopped, the folder removed.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
process.stdin.on('error', () => {});
process.stdin.on('close', async () => {
  for (const pid of servers()) send(pid, 'SIGQUIT');
  // A stopped server removes its postmaster.pid; its process id may linger where nobody reaps it.
  for (let waited = 0; waited < 5000 && servers().some((pid) => send(pid, 0)); waited += 50) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
});
process.stdin.resume();

function servers() {
  try {
    return readdirSync(folder)
      .map((name) => postmaster(join(folder, name, 'postmaster.pid')))
      .filter((pid) => pid > 0);
  } catch {
    return [];
  }
}

function postmaster(file) {
  try {
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  } catch {
    return 0;
  }
}

function send(pid, signal) {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
