#!/usr/bin/env python3
"""A second verifier, written from docs/ledger-format.md alone: standard library and the openssl command.

usage: verify.py FOLDER [--key VKEY] [--since HEAD]      0 proved, 1 refuted, 2 cannot tell
"""
import argparse, base64, datetime, hashlib, json, os, re, subprocess, sys, tempfile

NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
MEMBERS = ["by", "d", "g", "id", "k", "n", "out", "prev", "r", "sd", "sess", "t", "tgt", "v"]


class Refuted(Exception):
    pass


class CannotTell(Exception):
    pass


def demand(condition, message):
    if not condition:
        raise Refuted(message)


def sha(data):
    return hashlib.sha256(data).digest()


def node(left, right):
    return sha(b"\1" + left + right)


def root(hashes):
    """Section 2; a stack of perfect subtrees gives the same as the recursive split."""
    stack = []
    for h in hashes:
        size = 1
        while stack and stack[-1][0] == size:
            h, size = node(stack.pop()[1], h), size * 2
        stack.append((size, h))
    h = stack.pop()[1]
    while stack:
        h = node(stack.pop()[1], h)
    return h


def path(kind, number, width):
    groups = ["%03d" % (number % 1000)]
    while number >= 1000:
        number //= 1000
        groups.insert(0, "x%03d" % (number % 1000))
    return "tile/%s/%s%s" % (kind, "/".join(groups), ".p/%d" % width if width < 256 else "")


def unbase64(text, url=False):
    """Only the canonical spelling."""
    try:
        padded = text + "=" * (-len(text) % 4) if url else text
        value = base64.b64decode(padded, altchars=b"-_" if url else None, validate=True)
    except ValueError:
        raise Refuted("not base64: %r" % text)
    again = (base64.urlsafe_b64encode(value).rstrip(b"=") if url else base64.b64encode(value)).decode()
    demand(again == text, "base64 is not canonical: %r" % text)
    return value


def is_origin(text):
    return text and not re.search(r"[\s+\x00-\x1f\x7f-\x9f]", text)


def parse_key(vkey):
    parts = vkey.split("+", 2)
    demand(len(parts) == 3 and is_origin(parts[0]), "not a vkey")
    typed = unbase64(parts[2])
    demand(len(typed) == 33 and typed[0] == 1, "not an Ed25519 key")
    key_id = sha(parts[0].encode() + b"\n" + typed)[:4]
    demand(key_id.hex() == parts[1], "wrong key ID")
    return parts[0], key_id, typed[1:]


def ed25519_verify(public, message, signature):
    with tempfile.TemporaryDirectory() as folder:
        names = [os.path.join(folder, name) for name in ("key", "message", "signature")]
        for name, data in zip(names, (bytes.fromhex("302a300506032b6570032100") + public, message, signature)):
            with open(name, "wb") as file:
                file.write(data)
        done = subprocess.run(
            ["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", names[0],
             "-in", names[1], "-sigfile", names[2]], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return done.returncode == 0


def parse_head(data, key):
    """Section 3: (size, root) of a head signed by the key."""
    demand(len(data) <= 65536, "head too long")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refuted("head is not UTF-8")
    demand(not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", text), "control character in the head")
    demand("\n\n" in text and text.endswith("\n"), "not a signed head")
    body, lines = text[:text.rindex("\n\n") + 1], text[text.rindex("\n\n") + 2:].split("\n")[:-1]
    demand(1 <= len(lines) <= 100, "1 to 100 signatures")
    parts = body.split("\n")
    demand(len(parts) == 4 and parts[3] == "" and is_origin(parts[0]), "a head has three lines")
    demand(re.fullmatch(r"0|[1-9][0-9]*", parts[1], re.ASCII) and int(parts[1]) < 2 ** 63, "bad size")
    top = unbase64(parts[2])
    demand(len(top) == 32, "bad root")
    signed = False
    for line in lines:
        match = re.fullmatch("\u2014 ([^ ]+) ([^ ]+)", line)
        demand(match and is_origin(match.group(1)), "bad signature line")
        blob = unbase64(match.group(2))
        demand(len(blob) > 4, "short signature")
        if key and (match.group(1), blob[:4]) == key[:2]:
            demand(len(blob) == 68 and ed25519_verify(key[2], body.encode(), blob[4:]), "forged signature")
            signed = True
    if key:
        demand(parts[0] == key[0], "another log's head")
        demand(signed, "not signed by the key")
    return int(parts[1]), top


def check_entry(index, data, ids, sessions):
    def pairs(members):
        demand(len(dict(members)) == len(members), "entry %d: a member stands twice" % index)
        return dict(members)

    try:
        entry = json.loads(data.decode("utf-8"), object_pairs_hook=pairs)
        again = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode("utf-8")
    except (ValueError, RecursionError):
        raise Refuted("entry %d is not JSON" % index)
    demand(isinstance(entry, dict), "entry %d is not an object" % index)
    demand(again == data, "entry %d is not canonical" % index)
    if type(entry.get("v")) is int and entry["v"] > 1:
        raise CannotTell("entry %d is of a later format" % index)
    demand(set(entry) <= set(MEMBERS) and {"by", "id", "k", "out", "t", "v"} <= set(entry), "entry %d: members" % index)
    demand(type(entry["v"]) is int and entry["v"] == 1, "entry %d: v" % index)
    for name in ("by", "out", "sess", "tgt", "r", "g"):
        demand(name not in entry or (isinstance(entry[name], str) and entry[name]), "entry %d: %s" % (index, name))
    for name in ("id", "k", "t"):
        demand(isinstance(entry[name], str), "entry %d: %s" % (index, name))
    facts = entry.get("d", {"-": 0})
    demand(isinstance(facts, dict) and facts, "entry %d: d" % index)
    for name, value in facts.items():
        demand(NAME.fullmatch(name), "entry %d: a name in d" % index)
        demand(isinstance(value, str) or (type(value) is int and abs(value) < 2 ** 53), "entry %d: a value" % index)
    demand(re.fullmatch("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", entry["id"]),
           "entry %d: id" % index)
    demand(entry["id"] not in ids, "entry %d repeats an id" % index)
    ids.add(entry["id"])
    demand(NAME.fullmatch(entry["k"]) and "." in entry["k"], "entry %d: k" % index)
    demand((entry["k"] == "log.created") == (index == 0), "entry %d: log.created" % index)
    demand(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", entry["t"], re.ASCII), "entry %d: t" % index)
    try:
        datetime.datetime.strptime(entry["t"], "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError:
        raise Refuted("entry %d: t" % index)
    digests = entry.get("sd", ["A" * 43])
    demand(isinstance(digests, list) and digests and all(isinstance(d, str) for d in digests), "entry %d: sd" % index)
    demand(len(set(digests)) == len(digests), "entry %d: sd repeats" % index)
    for digest in digests:
        demand(len(unbase64(digest, url=True)) == 32, "entry %d: sd" % index)
    demand(("sess" in entry) == ("n" in entry), "entry %d: sess and n" % index)
    if "sess" in entry:
        number, before = sessions.get(entry["sess"], (0, None))
        demand(type(entry["n"]) is int and entry["n"] == number, "entry %d: n" % index)
        demand(entry.get("prev") == before, "entry %d: prev" % index)
        link = base64.urlsafe_b64encode(sha(b"\0" + data)).rstrip(b"=").decode()
        sessions[entry["sess"]] = (number + 1, link)
    else:
        demand("prev" not in entry, "entry %d: prev" % index)


class Log:
    def __init__(self, folder):
        self.folder = folder
        self.refuted, self.doubts = [], []
        self.names = {os.path.relpath(os.path.join(at, name), folder).replace(os.sep, "/")
                      for at, _, names in os.walk(folder) for name in names}

    def attempt(self, step, *arguments):
        """Runs a step; what it finds is kept, and the next step goes on."""
        try:
            return step(*arguments)
        except Refuted as found:
            self.refuted.append(str(found))
        except CannotTell as found:
            self.doubts.append(str(found))

    def read(self, name):
        if name not in self.names:
            raise CannotTell("%s is missing" % name)
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def folder_key(self):
        line = self.read("log.vkey").decode("utf-8", "surrogateescape")
        demand(line.endswith("\n"), "log.vkey is not a line")
        return parse_key(line[:-1])

    def entries(self, index, width):
        name = path("entries", index, width)
        data, at, found = self.read(name), 0, []
        while len(found) < width:
            length = int.from_bytes(data[at:at + 2], "big")
            demand(at + 2 + length <= len(data), "%s ends too early" % name)
            found.append(data[at + 2:at + 2 + length])
            at += 2 + length
        demand(at == len(data), "%s is too long" % name)
        return found

    def compare(self, name, expected):
        demand(self.read(name) == expected, "%s differs" % name)

    def tiles(self, size, kind, items):
        """Compares the tiles of one level, or the bundles, with what the items say; returns the known names."""
        known = set()
        for first in range(0, len(items), 256):
            part = items[first:first + 256]
            known.add(path(kind, first // 256, len(part)))
            self.attempt(self.compare, path(kind, first // 256, len(part)), b"".join(part))
            for width in range(1, len(part)):
                older = path(kind, first // 256, width)
                if older in self.names:
                    known.add(older)
                    self.attempt(self.compare, older, b"".join(part[:width]))
        return known

    def verify(self, given, since):
        offered = self.attempt(self.folder_key)
        key = parse_key(given) if given else offered
        if given and offered and offered != key:
            self.refuted.append("log.vkey is another key")
        head = self.attempt(lambda: parse_head(self.read("checkpoint"), key))
        if head is None:
            return
        size, top = head
        if size == 0 or size > 256 * (len(self.names) + 1):
            (self.refuted if size == 0 else self.doubts).append("size %d does not fit the files" % size)
            return
        items, ids, sessions, whole = [], set(), {}, True
        for first in range(0, size, 256):
            part = self.attempt(self.entries, first // 256, min(256, size - first))
            whole = whole and part is not None
            items += part or []
        if not whole:
            return
        for index, data in enumerate(items):
            self.attempt(check_entry, index, data, ids, sessions)
        known = self.tiles(size, "entries", [len(data).to_bytes(2, "big") + data for data in items])
        leaves = [sha(b"\0" + data) for data in items]
        level, hashes = 0, leaves
        while hashes:
            known |= self.tiles(size, str(level), hashes)
            hashes = [root(hashes[i:i + 256]) for i in range(0, len(hashes) - 255, 256)]
            level += 1
        for name in sorted(self.names - known):
            if name.split("/")[0] == "tile":
                self.refuted.append("%s has no place here" % name)
        if root(leaves) != top:
            self.refuted.append("the entries give another root")
        if since is not None:
            try:
                old_size, old_top = parse_head(since, None)
            except Refuted as found:
                self.doubts.append("saved head: %s" % found)
                return
            self.attempt(parse_head, since, key)
            if old_size > size:
                self.refuted.append("rolled back from %d to %d" % (old_size, size))
            elif (root(leaves[:old_size]) if old_size else sha(b"")) != old_top:
                self.refuted.append("history was rewritten before entry %d" % old_size)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder")
    arguments.add_argument("--key")
    arguments.add_argument("--since")
    arguments = arguments.parse_args()
    since = open(arguments.since, "rb").read() if arguments.since else None
    log = Log(arguments.folder)
    log.verify(arguments.key, since)
    for line in log.refuted + log.doubts:
        print(line)
    print("refuted" if log.refuted else "cannot tell" if log.doubts else "proved")
    return 1 if log.refuted else 2 if log.doubts else 0


if __name__ == "__main__":
    sys.exit(main())
