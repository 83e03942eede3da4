"""A mail server for tests: it speaks SMTP on loopback, and does what it is told.

It keeps two lists apart, as a relay does: what reached it whole, and what it answered for. Each
accepted message is kept with the number of the connection that brought it.
Standard library only.
"""

import email
import email.policy
import select
import socket
import socketserver
import threading
import time

ACCEPT = "accept"            # takes every message
HOLD = "hold"                # holds the line open before it answers for a message
SWALLOW = "swallow"          # takes a message, but its answer never gets out
LATER = "later"              # answers 451: not now
DROP = "drop"                # hangs up in place of an answer
NO_ENTRY = "no entry"        # refuses whoever sends, before it knows what: 530
BEHAVIOURS = (ACCEPT, HOLD, SWALLOW, LATER, DROP, NO_ENTRY)


class Message:
    """One message, as it came in."""

    def __init__(self, connection, sender, recipients, content):
        self.connection, self.sender, self.recipients, self.content = connection, sender, recipients, content
        self.letter = email.message_from_bytes(content, policy=email.policy.default)
        self.id = str(self.letter["message-id"])

    def words(self):
        """What a person reads: equal for two copies of one email, whatever the mark between parts."""
        parts = [part.get_content() for part in self.letter.walk() if not part.is_multipart()]
        named = ("date", "from", "to", "subject", "message-id", "auto-submitted")
        return [str(self.letter[name]) for name in named], parts

    def __repr__(self):
        return f"{self.id} to {', '.join(self.recipients)}: {self.letter['subject']}"


class MailServer:
    """Listens on one port for as long as it is up; comes back on the same one."""

    def __init__(self):
        self.behaviour, self.delay = ACCEPT, 0.0
        self.accepted, self.reached, self.refused = [], [], 0
        self.connections = 0
        self.changed = threading.Condition()
        self.lines = set()
        self.listener = None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]

    def __enter__(self):
        self.up()
        return self

    def __exit__(self, *_):
        self.down()

    def up(self):
        outer = self

        class Listener(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False
            house = outer

            def handle_error(self, request, client_address):
                """A line that breaks is what these tests are about."""

        self.listener = Listener(("127.0.0.1", self.port), Conversation)
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def down(self):
        """Gone, with every line that was open."""
        if self.listener:
            self.listener.shutdown()
            self.listener.server_close()
            self.listener = None
        with self.changed:
            for line in list(self.lines):
                try:
                    line.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def be(self, behaviour, delay=0.0):
        """From the next message on; a message that is held now is taken."""
        assert behaviour in BEHAVIOURS, behaviour
        with self.changed:
            self.behaviour, self.delay = behaviour, delay
            self.changed.notify_all()

    def wait(self, holds, seconds=20.0):
        """Waits until `holds(self)`, at most so long; says whether it does."""
        with self.changed:
            return bool(self.changed.wait_for(lambda: holds(self), timeout=seconds))

    def note(self, change):
        with self.changed:
            change()
            self.changed.notify_all()


class Conversation(socketserver.StreamRequestHandler):
    """One line, any number of messages."""

    def say(self, words):
        self.wfile.write(words.encode() + b"\r\n")

    def handle(self):
        house = self.server.house
        with house.changed:
            house.connections += 1
            self.number = house.connections
            house.lines.add(self.connection)
        try:
            self.talk(house)
        except OSError:
            pass
        finally:
            house.note(lambda: house.lines.discard(self.connection))

    def talk(self, house):
        sender, recipients = "", []
        self.say("220 stand-in ESMTP")
        while line := self.rfile.readline():
            words = line.decode(errors="replace").strip()
            verb = words.split(" ")[0].split(":")[0].upper()
            if verb == "EHLO":
                self.say("250-stand-in\r\n250-8BITMIME\r\n250 SMTPUTF8")
            elif verb == "MAIL":
                if house.behaviour == NO_ENTRY:
                    house.note(lambda: setattr(house, "refused", house.refused + 1))
                    self.say("530 5.7.0 Authentication required")
                    continue
                sender, recipients = words, []
                self.say("250 2.1.0 Ok")
            elif verb == "RCPT":
                recipients.append(words.partition("<")[2].partition(">")[0])
                self.say("250 2.1.5 Ok")
            elif verb == "DATA":
                self.say("354 Go on")
                message = Message(self.number, sender, recipients, self.content())
                if not self.judge(house, message):
                    return
            elif verb in ("NOOP", "RSET", "HELO"):
                self.say("250 2.0.0 Ok")
            elif verb == "QUIT":
                self.say("221 2.0.0 Bye")
                return
            else:
                self.say("502 5.5.1 Not known here")

    def content(self):
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise OSError("the line broke before the message was complete")
            lines.append(line[1:] if line.startswith(b".") else line)
        return b"".join(lines)

    def judge(self, house, message):
        """Answers for a message that came in whole; says whether the line goes on."""
        behaviour = house.behaviour
        house.note(lambda: house.reached.append(message))
        if behaviour == SWALLOW:
            house.note(lambda: house.accepted.append(message))
        if behaviour in (HOLD, SWALLOW) and not self.held(house, behaviour):
            return False
        if behaviour in (LATER, DROP):
            house.note(lambda: setattr(house, "refused", house.refused + 1))
            if behaviour != DROP:
                self.say("451 4.3.0 Try again later")
            return behaviour != DROP
        if house.delay:
            time.sleep(house.delay)
        if behaviour != SWALLOW:
            house.note(lambda: house.accepted.append(message))
        self.say("250 2.0.0 Taken")
        return True

    def held(self, house, behaviour):
        """Waits until told to be otherwise; no, when the other side is gone before that."""
        while house.behaviour == behaviour:
            readable, _, _ = select.select([self.connection], [], [], 0.02)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return False
        return True
