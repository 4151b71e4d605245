"""Run by deploy/prove.sh inside the proven root: a mail server that takes whatever comes and keeps it in one file."""

import socketserver
import sys
from pathlib import Path


class Post(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline():
            word = line[:4].upper()
            self.say({b"DATA": "354 go on", b"QUIT": "221 bye"}.get(word, "250 ok"))
            if word == b"DATA":
                with Path(sys.argv[1]).open("ab") as kept:
                    while (line := self.rfile.readline()) not in (b".\r\n", b""):
                        kept.write(line)
                self.say("250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


socketserver.ThreadingTCPServer(("127.0.0.1", 25), Post).serve_forever()
