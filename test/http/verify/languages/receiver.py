"""Receivers as Python programs are written, by STYLE; each prints a line for each event that it works on."""
import json
import os
import sqlite3
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

STYLE, FILE = os.environ["STYLE"], os.environ["STORE"]


def database():
    connection = sqlite3.connect(FILE, timeout=20, isolation_level=None)
    connection.execute("create table if not exists seen (id text primary key)")
    return connection


def work(event):
    email = event.get("to_email") or event.get("lead_email") or ""
    if STYLE == "marks first" and email:
        url = os.environ["SMARTLEAD_API_BASE"] + "/leads/?email=" + email
        urllib.request.urlopen(url + "&api_key=" + os.environ["SMARTLEAD_API_KEY"], timeout=10).read()
    # Word by word, as print writes where its output is not buffered.
    print("processed", event.get("event_type"), email, flush=True)


def once(key, event):
    """Marked and worked on in one transaction."""
    connection = database()
    try:
        connection.execute("begin immediate")
        if connection.execute("select 1 from seen where id = ?", (key,)).fetchone():
            return False
        work(event)
        connection.execute("insert into seen values (?)", (key,))
        connection.execute("commit")
        return True
    finally:
        connection.close()


def marked_first(key, event):
    connection = database()
    try:
        if connection.execute("insert or ignore into seen values (?)", (key,)).rowcount == 0:
            return False
    finally:
        connection.close()
    work(event)
    return True


known = set()


def in_memory(key, event):
    """In one of several processes, which know nothing of one another."""
    if key in known:
        return False
    known.add(key)
    work(event)
    return True


HANDLERS = {"correct": once, "by message": once, "marks first": marked_first, "processes": in_memory}


class Receiver(BaseHTTPRequestHandler):
    """HTTP/1.0, so that each answer closes its connection."""

    def log_message(self, *_):
        pass

    def do_POST(self):
        try:
            event = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)))
            if not isinstance(event, dict):
                raise ValueError("no object")
        except ValueError:
            return self.answer(400, "bad")
        key = self.headers["X-Request-Id"]
        if STYLE == "by message":
            key = event.get("message_id") or key
        try:
            self.answer(200, "done" if HANDLERS[STYLE](key, event) else "left out")
        except Exception as error:
            self.answer(500, str(error))

    def answer(self, status, text):
        body = json.dumps({"message": text}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    request_queue_size = 128


server = Server(("127.0.0.1", int(os.environ["PORT"])), Receiver)
if STYLE == "processes":
    for _ in range(2):
        if os.fork() == 0:
            break
server.serve_forever()
