#!/usr/bin/env python3
"""The door: `python3 run.py demo` from a bare clone (`py run.py demo` on Windows).

Makes .venv beside this file, installs there what requirements.lock names, finds a browser and hands over to the
robots. Where everything is in place already (a container, an environment of your own) it only hands over.

Standard library only, and written so that even Python 2.7 can read it: a Python that is too old shall be told so in
words, not as a syntax error. Hence the comments instead of annotations, and the old way to format text.
"""

from __future__ import print_function

import glob
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time

OLDEST, NEWEST = (3, 11), (3, 14)
HERE = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(HERE, ".venv")
LOCK, TEST_LOCK = "requirements.lock", "tests/requirements.lock"
OPEN_A_BROWSER = {"setup", "demo", "test", "run", "check"}
UNATTENDED = {"start", "worker"}  # nothing is installed while nobody looks
OFFLINE = "ROBOTS_OFFLINE"  # the folder of packages that setup was given, where there is no network
CERTIFICATES = ("PIP_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
ADDRESS = re.compile(r"\w+://[^\s`)]+|(?<=')[a-z][\w-]*(\.[\w-]+)+(?=')")
ADVICE = [  # what a failed step says, and what to do about it
    ("hash", "Get the lock file anew from the project: a package differs from the one that was locked."),
    ("ensurepip", "Install Python's venv (on Debian and Ubuntu: apt install python3-venv)."),
    ("no space", "Free some disk space: about 1 GB is needed."),
    ("certificate", "Name the file with your employer's CA in SSL_CERT_FILE (or, with uv, set UV_SYSTEM_CERTS=1)."),
    ("connect|resolve|proxy|time.?out|network|dns", "See to the network; behind a proxy, set HTTPS_PROXY."),
    ("no matching|no solution|no wheel", "Use another Python or machine: for this one there is no ready-made package."),
    ("denied|permission|in use|being used", "Stop the robots that run, and see who owns the folder .venv."),
    ("", "Mend what is said above."),
]


class StepFailed(Exception):
    """A step of the set-up did not succeed; the text says which, why and what to do."""


def main(arguments):
    # type: (list[str]) -> int
    """Open the door: 2 for a Python that does not fit or a set-up that failed, else what the command answers."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        print(unfit(), file=sys.stderr)
        return 2
    if "--yes" in arguments:
        os.environ["ROBOTS_YES"] = "1"
        arguments = [word for word in arguments if word != "--yes"]
    try:
        arguments = without_network(arguments)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    share_certificates()
    locks = [LOCK, TEST_LOCK] if arguments[:1] == ["test"] else [LOCK]
    if os.environ.get("ROBOTS_COMPLETE") and not ready():
        return 0  # who presses Tab asks for no installation
    if UNATTENDED.intersection(arguments) and not ready():
        print("%s differs from what is installed here. Install it: python3 run.py setup" % LOCK, file=sys.stderr)
        return 2
    try:
        if at_home():
            for lock in locks:
                if not settled(lock):
                    install(lock)
        elif not all(present(lock) for lock in locks):
            return hand_over([home_python(), os.path.join(HERE, "run.py")] + arguments)
        return go_on(arguments)
    except StepFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def without_network(arguments):
    # type: (list[str]) -> list[str]
    """Note the folder of packages in `setup --offline DIR`; what is left of the words is for the robots."""
    if "setup" not in arguments or "--offline" not in arguments:
        return arguments
    place = arguments.index("--offline")
    folder = os.path.abspath(arguments[place + 1]) if len(arguments) > place + 1 else ""
    if not glob.glob(os.path.join(folder, "*.whl")):
        raise StepFailed("There are no packages in %s. Make them where there is a network: run.py bundle DIR" % folder)
    os.environ[OFFLINE] = folder
    return arguments[:place] + arguments[place + 2 :]


def unfit():
    # type: () -> str
    """Which Python is needed, and how to start one that is on this machine."""
    names = ["python3.%d" % minor for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    folders = os.environ.get("PATH", "").split(os.pathsep)
    found = [name for name in names if any(os.path.exists(os.path.join(folder, name)) for folder in folders)]
    advice = "Here, start it with: %s run.py" % found[0] if found else "Install one, and start run.py with it."
    needed, this = "%d.%d to %d.%d" % (OLDEST + NEWEST), "%d.%d" % tuple(sys.version_info[:2])
    return "The robots need Python %s; this is Python %s. %s" % (needed, this, advice)


def share_certificates():
    # type: () -> None
    """The employer's CA, told to one tool, is told to all: pip, uv and Playwright each read a variable of their own."""
    told = [os.environ[name] for name in CERTIFICATES if os.environ.get(name)]
    for name in CERTIFICATES if told else ():
        os.environ.setdefault(name, told[0])


def at_home():
    # type: () -> bool
    """Whether this Python is the one in .venv."""
    return os.path.isdir(VENV) and os.path.samefile(sys.prefix, VENV)


def present(lock):
    # type: (str) -> bool
    """Whether this Python has what the lock names for every machine, in the same major versions."""
    from importlib import metadata

    with open(os.path.join(HERE, lock), encoding="utf-8") as text:
        pins = re.findall(r"^([\w.-]+)==(\w+)[^;\n]*$", text.read(), re.MULTILINE)
    try:
        return all(metadata.version(name).split(".")[0] == major for name, major in pins)
    except metadata.PackageNotFoundError:
        return False


def note_of(lock):
    # type: (str) -> tuple[str, str]
    """The note in .venv on a lock's installation, and what it says when that is done."""
    with open(os.path.join(HERE, lock), "rb") as content:
        done = "%s on Python %d.%d" % ((hashlib.sha256(content.read()).hexdigest(),) + sys.version_info[:2])
    return os.path.join(VENV, lock.replace("/", "-") + ".installed"), done


def settled(lock):
    # type: (str) -> bool
    """Whether .venv has what the lock names: by the note or, where another tool made .venv, by what is there."""
    path, done = note_of(lock)
    if not os.path.exists(path):
        return present(lock)
    with open(path, encoding="utf-8") as note:
        return note.read() == done


def ready():
    # type: () -> bool
    """Whether the robots can be handed over to without installing anything."""
    return settled(LOCK) if at_home() else present(LOCK) or os.path.exists(note_of(LOCK)[0])


def home_python():
    # type: () -> str
    """The Python in .venv, which is made where it is missing or leads nowhere."""
    python = os.path.join(VENV, *(("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")))
    if not os.path.exists(python):
        step("making .venv", [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])
    return python


def install(lock):
    # type: (str) -> None
    """Install what the lock names, each package checked against its hash; what an earlier run did is kept."""
    path, done = note_of(lock)
    forget_halves()
    write(path, "unfinished")
    uv = shutil.which("uv")
    if uv:
        installer = [uv, "pip", "install", "--python", sys.executable]
    else:
        step("making pip ready", [sys.executable, "-m", "ensurepip", "--upgrade", "--default-pip"])
        installer = [sys.executable, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    if os.environ.get(OFFLINE):
        installer += ["--no-index", "--find-links", os.environ[OFFLINE]]
    wanted = ["--require-hashes", "--only-binary", ":all:", "-r", os.path.join(HERE, lock)]
    step("installing what %s names" % lock, installer + wanted)
    write(path, done)


def forget_halves():
    # type: () -> None
    """Unlist packages of which a killed run left only a part: the installer would take them for installed."""
    from importlib import metadata

    for folder in glob.glob(os.path.join(sysconfig.get_path("purelib"), "*.dist-info")):
        files = metadata.Distribution.at(folder).files
        if files is None or not all(os.path.exists(str(file.locate())) for file in files):
            shutil.rmtree(folder)


def write(path, text):
    # type: (str, str) -> None
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def step(title, command):
    # type: (str, list[str]) -> None
    """Run one step of the set-up. A terminal sees it move; the tool's own words are shown only where it fails."""
    began, said = time.time(), []
    show("Setting up: %s ..." % title)
    tool = subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
    )
    for line in tool.stdout or ():
        said.append(ADDRESS.sub("(an address)", line.rstrip())[:200])
        if sys.stderr.isatty() and re.match(r"\s*(Collect|Download|Install|Prepar)", line):
            show("Setting up: %s: %s" % (title, said[-1].strip()))
    if tool.wait() == 0:
        show("Setting up: %s: done in %.0f s\n" % (title, time.time() - began))
        return
    show("Setting up stopped.\n")
    advice = next(advice for sign, advice in ADVICE if re.search(sign, "\n".join(said), re.IGNORECASE))
    why = "\n".join([line for line in said if line][-8:])
    again = "Then give the same command again: it goes on from here."
    raise StepFailed("Failed: %s.\nWhy: %s\nWhat to do: %s %s" % (title, why, advice, again))


def show(line):
    # type: (str) -> None
    """A line that the next one writes over on a terminal, unless it ends; elsewhere every line stays."""
    ending = "\n" if line.endswith("\n") or not sys.stderr.isatty() else ""
    layout = "\r%-79.79s%s" if sys.stderr.isatty() else "%s%s"
    sys.stderr.write(layout % (line.rstrip("\n"), ending))
    sys.stderr.flush()


def hand_over(command):
    # type: (list[str]) -> int
    """Let another program go on: in our place, except on Windows, which knows no such thing."""
    if os.name != "nt":
        os.execv(command[0], command)
    for name in ("SIGINT", "SIGBREAK"):  # Ctrl-C and Ctrl-Break are for the program; this one waits for its answer
        signal.signal(getattr(signal, name), signal.SIG_IGN)
    return subprocess.call(command)


def go_on(arguments):
    # type: (list[str]) -> int
    """Everything is in place but perhaps a browser: see to that, and do what was asked for."""
    sys.path.insert(0, HERE)
    if OPEN_A_BROWSER.intersection(arguments) and "--help" not in arguments:
        from robots import browser

        try:
            (browser.find if os.environ.get(OFFLINE) else browser.obtain)()
        except browser.NoBrowser as missing:
            raise StepFailed(str(missing))
    if arguments[:1] == ["test"]:
        os.chdir(HERE)
        return hand_over([sys.executable, "-m", "tests"] + arguments[1:])
    from robots.cli import main as robots

    sys.argv[1:] = arguments
    os.environ.setdefault("ROBOTS_HOME", HERE)
    return robots() or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
