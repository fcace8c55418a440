"""Runs a command on a pseudo-terminal and plays a person: waits for words, presses keys.

stdin: JSON {"command": [...], "cwd": "...", "env": {...}, "steps": [["words", "keys"], ...], "seconds": 30}
A step may have a third element, a file: the keys are pressed once it exists.
stdout: JSON {"code": exit code, "output": everything the terminal showed}
"""
import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

call = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(call["cwd"])
    os.execvpe(call["command"][0], call["command"], call["env"])

fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
steps = list(call["steps"])
output = b""
seen = 0
end = time.time() + call["seconds"]
while time.time() < end:
    ready, _, _ = select.select([terminal], [], [], 0.1)
    if ready:
        try:
            chunk = os.read(terminal, 65536)
        except OSError:
            break
        if not chunk:
            break
        output += chunk
    while steps:
        at = output.find(steps[0][0].encode(), seen)
        if at < 0:
            break
        seen = at + len(steps[0][0].encode())
        time.sleep(0.3)
        while len(steps[0]) > 2 and not os.path.exists(steps[0][2]) and time.time() < end:
            time.sleep(0.05)
        os.write(terminal, steps.pop(0)[1].encode())
else:
    os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
json.dump({"code": os.waitstatus_to_exitcode(status), "output": output.decode("utf-8", "replace")}, sys.stdout)
