"""A mail server that speaks SMTP under TLS and misbehaves as it is told.

    server.py FOLDER CERTIFICATE KEY

It prints two ports, one with TLS from the first byte and one with STARTTLS, and puts every message that it takes into FOLDER as 0001.eml, 0002.eml, ...
How it behaves is written in FOLDER/mode, read anew for each connection:

    ok       takes everything
    down     closes at once
    silent   says nothing
    slow     waits a second before each answer
    busy     451 to each recipient
    refuse   550 to each recipient
    login    535 to each login
    drop     takes the message and goes away after its last dot, without an answer
    naked    offers no STARTTLS, and would take mail in the open
    drip     answers a byte a second
"""

import base64
import os
import socketserver
import ssl
import sys
import threading
import time

FOLDER, CERTIFICATE, KEY = sys.argv[1:4]
LOCK = threading.Lock()


def mode():
    try:
        with open(os.path.join(FOLDER, "mode"), encoding="ascii") as file:
            return file.read().strip()
    except FileNotFoundError:
        return "ok"


def keep(data):
    with LOCK:
        number = 1 + len([name for name in os.listdir(FOLDER) if name.endswith(".eml")])
        draft = os.path.join(FOLDER, "part")
        with open(draft, "wb") as file:
            file.write(data)
        os.rename(draft, os.path.join(FOLDER, f"{number:04}.eml"))


def secure(connection):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(CERTIFICATE, KEY)
    return context.wrap_socket(connection, server_side=True)


class Session(socketserver.BaseRequestHandler):
    def setup(self):
        self.mode = mode()
        self.secret = False

    def handle(self):
        try:
            if self.mode == "down":
                return
            if self.server.implicit:
                self.to_tls()
            self.lines = self.request.makefile("rb")
            if self.mode == "silent":
                time.sleep(30)
                return
            self.say("220 localhost ESMTP")
            while (line := self.lines.readline()) and self.answer(line.decode("utf-8", "replace").strip()):
                pass
        except (OSError, ssl.SSLError):
            pass

    def to_tls(self):
        self.request = secure(self.request)
        self.lines = self.request.makefile("rb")
        self.secret = True

    def say(self, *lines):
        if self.mode == "slow":
            time.sleep(1)
        text = "".join(f"{line}\r\n" for line in lines).encode()
        if self.mode == "drip":
            for byte in text:
                self.request.sendall(bytes([byte]))
                time.sleep(1)
        else:
            self.request.sendall(text)

    def answer(self, line):
        verb = line.split(" ")[0].upper()
        if verb == "EHLO":
            offers = ["8BITMIME"]
            if self.secret:
                offers.append("AUTH PLAIN")
            elif self.mode != "naked":
                offers.append("STARTTLS")
            self.say("250-localhost", *[f"250-{offer}" for offer in offers[:-1]], f"250 {offers[-1]}")
        elif verb == "STARTTLS" and not self.secret and self.mode != "naked":
            self.say("220 go ahead")
            self.to_tls()
        elif verb == "AUTH":
            known = base64.b64decode(line.split(" ")[2]) == b"\0desk\0secret"
            self.say("235 welcome" if known and self.mode != "login" else "535 5.7.8 who are you?")
        elif verb == "MAIL":
            self.say("250 fine")
        elif verb == "RCPT":
            said = {"busy": "451 4.3.0 come again later", "refuse": "550 5.1.1 no such mailbox here"}
            self.say(said.get(self.mode, "250 fine"))
        elif verb == "DATA":
            self.say("354 go on")
            data = b""
            while (piece := self.lines.readline()) not in (b".\r\n", b""):
                data += piece[1:] if piece.startswith(b".") else piece
            keep(data)
            if self.mode == "drop":
                return False
            self.say("250 taken")
        elif verb == "QUIT":
            self.say("221 bye")
            return False
        elif verb in ("NOOP", "RSET"):
            self.say("250 fine")
        else:
            self.say("502 what?")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def listen(implicit):
    server = Server(("127.0.0.1", 0), Session)
    server.implicit = implicit
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


print(listen(True), listen(False), flush=True)
sys.stdin.read()
