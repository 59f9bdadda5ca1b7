"""python -m setup.jekyll: make `.tools/bin/jekyll`, which builds the site's pages.

It tries in this order: the Jekyll on the PATH, if it is new enough; Debian's packages, installed by
root or unpacked into `.tools/` by other users; RubyGems' packages in `.tools/`, if there is Ruby.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from setup import ROOT, TOOLS, CannotInstallError, debian

JEKYLL = TOOLS / "bin" / "jekyll"
OLDEST = (4, 3)
"""The oldest version with which the site was built and tested."""
GEMS = ROOT / "requirements" / "gems.txt"
ASK_SECONDS = 60
MESSAGE_LENGTH = 500
"""The number of characters of an error that are printed."""
GEM_SECONDS = 1800
"""Some gems are compiled; libsass alone takes minutes."""
REMEDY = (
    "On Debian or Ubuntu run `apt-get install jekyll` as root. Elsewhere install Ruby and a C++"
    " compiler (https://jekyllrb.com/docs/installation/). Then run this command again."
)


def main() -> int:
    """Make the command. The exit code is 1 when that failed; the last line says what to do."""
    try:
        version = provide()
    except CannotInstallError as problem:
        print(f"Jekyll cannot be set up: {problem}", file=sys.stderr)
        return 1
    print(f"  {version}")
    return 0


def provide() -> str:
    """Make `.tools/bin/jekyll`; return its version. Raises CannotInstallError."""
    installed = shutil.which("jekyll", path=_search_path())
    if installed and is_new_enough(version_of(Path(installed))):
        return _made([f'exec "{installed}" "$@"'])
    methods = [_from_debian] if debian.is_available() else []
    methods += [_from_gems] if shutil.which("gem") else []
    reasons = []
    for method in methods:
        try:
            return method()
        except CannotInstallError as problem:
            reasons.append(str(problem))
    raise CannotInstallError("\n".join([*reasons, REMEDY]))


def is_new_enough(version: str) -> bool:
    """Whether `jekyll --version` says at least OLDEST."""
    found = re.match(r"jekyll (\d+)\.(\d+)", version)
    return found is not None and tuple(map(int, found.groups())) >= OLDEST


def version_of(command: Path) -> str:
    """The output of `jekyll --version`, or why it does not start."""
    try:
        done = subprocess.run(
            [command, "--version"],
            env={**os.environ, "JEKYLL_NO_BUNDLER_REQUIRE": "true"},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=ASK_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"it does not start: {problem}"
    if done.returncode:
        return f"it does not start: {(done.stderr.strip() or done.stdout.strip())[:MESSAGE_LENGTH]}"
    return done.stdout.strip()


def _from_debian() -> str:
    try:
        if debian.is_root():
            debian.install("jekyll")
            return _made(['exec /usr/bin/jekyll "$@"'])
        root = TOOLS / "debian"
        debian.unpack(root, "jekyll")
    except debian.DebianError as problem:
        raise CannotInstallError(f"{problem}\nIs this machine online?") from problem
    _use_library_name(root)
    return _made(_unpacked_ruby(root))


def _use_library_name(root: Path) -> None:
    """Make the one gem that loads a library by its absolute path load it by its name."""
    for native in root.glob("usr/**/sassc/native.rb"):
        text = native.read_text()
        native.write_text(re.sub(r'ffi_lib "/usr/lib/.*/', 'ffi_lib "', text))


def _unpacked_ruby(root: Path) -> list[str]:
    """The commands that start the unpacked Ruby, whose paths assume the system's root."""
    libraries = sorted({file.parent for file in root.glob("usr/lib/*/*.so.*")})
    libraries += sorted({file.parent for file in root.glob("lib/*/*.so.*")})
    environment = {"LD_LIBRARY_PATH": _joined(libraries)}
    ruby = root / "usr" / "bin" / "ruby"
    load_path = _ask(ruby, environment, "--disable=gems", "-e", "puts $LOAD_PATH")
    environment["RUBYLIB"] = _joined(_below(root, load_path))
    gems = _ask(ruby, environment, "-e", "puts Gem.default_path")
    environment["GEM_PATH"] = _joined(_below(root, gems))
    lines = [f'export {name}="{value}"' for name, value in environment.items()]
    return [*lines, f'exec "{ruby}" "{root}/usr/bin/jekyll" "$@"']


def _ask(ruby: Path, environment: dict[str, str], *arguments: str) -> list[str]:
    try:
        done = subprocess.run(
            [ruby, *arguments],
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            timeout=ASK_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as problem:
        output = getattr(problem, "stderr", "") or problem
        raise CannotInstallError(f"the unpacked Ruby does not start: {output}") from problem
    return done.stdout.split()


def _below(root: Path, paths: Iterable[str]) -> list[Path]:
    inside = [root / path.lstrip("/") for path in paths]
    return [path for path in inside if path.is_dir()]


def _joined(paths: Iterable[Path]) -> str:
    return os.pathsep.join(map(str, paths))


def _from_gems() -> str:
    """Install the versions in GEMS, dependencies first, so that RubyGems chooses no others."""
    home = TOOLS / "gems"
    environment = {**os.environ, "GEM_HOME": str(home)}
    gems = [line for line in GEMS.read_text().splitlines() if line and not line.startswith("#")]
    command = ["gem", "install", "--no-document", "--conservative", "--minimal-deps", *gems]
    try:
        done = subprocess.run(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=GEM_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise CannotInstallError(f"`gem install` was not done after {GEM_SECONDS} s") from None
    if done.returncode:
        output = "\n".join(done.stdout.strip().splitlines()[-5:])
        raise CannotInstallError(f"`gem install` failed:\n{output}")
    return _made([f'export GEM_HOME="{home}"', f'exec "{home}/bin/jekyll" "$@"'])


def _made(lines: list[str]) -> str:
    """Write the command and try it; return its version. Raises CannotInstallError."""
    JEKYLL.parent.mkdir(parents=True, exist_ok=True)
    # A Gemfile in a folder above ours must not change which gems are loaded.
    JEKYLL.write_text("\n".join(["#!/bin/sh", "export JEKYLL_NO_BUNDLER_REQUIRE=true", *lines, ""]))
    JEKYLL.chmod(0o755)
    version = version_of(JEKYLL)
    if not is_new_enough(version):
        JEKYLL.unlink()
        oldest = ".".join(map(str, OLDEST))
        raise CannotInstallError(f"{oldest} or newer is needed, but {version}")
    return version


def _search_path() -> str:
    """The PATH without our own folder, so that the command never starts itself."""
    parts = os.environ.get("PATH", "").split(os.pathsep)
    return os.pathsep.join(part for part in parts if Path(part) != JEKYLL.parent)


if __name__ == "__main__":
    sys.exit(main())
