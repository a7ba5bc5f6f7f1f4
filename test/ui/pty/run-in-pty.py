"""Runs a program in a pseudo-terminal of its own: run-in-pty.py COLUMNS ROWS COMMAND...

What the program writes goes to standard output as it is. Standard input takes a JSON object a line: {"type": text},
{"resize": [columns, rows]} or {"signal": number}. Standard error gets a JSON object with the program's process id, and
when the program has ended another one: its exit status, the signal that ended it, and whether the terminal is set as it
was before.
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

columns, rows, command = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]


def resize(fd, columns, rows):
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


master, slave = pty.openpty()
resize(slave, columns, rows)
before = termios.tcgetattr(slave)
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    os.close(master)
    os.execvp(command[0], command)


sys.stderr.write(json.dumps({"pid": child}) + "\n")
sys.stderr.flush()


def take(line):
    asked = json.loads(line)
    if "type" in asked:
        os.write(master, asked["type"].encode())
    elif "resize" in asked:
        resize(master, *asked["resize"])
        os.kill(child, signal.SIGWINCH)
    elif "signal" in asked:
        os.kill(child, asked["signal"])


pending = b""
ended = None
inputs = [0, master]
while True:
    ready, _, _ = select.select(inputs, [], [], 0.02)
    if master in ready:
        os.write(1, os.read(master, 65536))
    elif ended is not None:
        break
    if 0 in ready:
        read = os.read(0, 65536)
        if not read:
            inputs.remove(0)
            os.kill(child, signal.SIGKILL)
        pending += read
        *lines, pending = pending.split(b"\n")
        for line in lines:
            take(line)
    if ended is None:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid != 0:
            ended = status

isRestored = termios.tcgetattr(slave) == before
code = os.WEXITSTATUS(ended) if os.WIFEXITED(ended) else None
killer = os.WTERMSIG(ended) if os.WIFSIGNALED(ended) else None
sys.stderr.write(json.dumps({"code": code, "signal": killer, "isRestored": isRestored}) + "\n")
