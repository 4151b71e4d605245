"""Run by deploy/prove.sh inside the proven root: types the answers where a command asks at a terminal.

prove_typed.py COMMAND ANSWER…; ends with the command's own exit code.
"""

import os
import pty
import sys
import time

_, command, *answers = sys.argv
process, terminal = pty.fork()
if process == 0:
    os.execvp("bash", ["bash", "-euo", "pipefail", "-c", command])  # noqa: S606, S607 -- the document's own command


def heard() -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # the command has ended
        return b""


for answer in answers:
    said = b""
    while not said.rstrip(b" ").endswith((b":", "：".encode())):
        if not (more := heard()):
            sys.exit(f"ended before it asked for “{answer}”")
        said += more
    time.sleep(0.5)  # a question for a password throws away what was typed before it
    os.write(terminal, f"{answer}\n".encode())
while more := heard():
    sys.stdout.write(more.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
