"""Jekyll is set up with what the machine offers, or the command says what to do."""

from pathlib import Path

import pytest

from setup import CannotInstallError, debian, jekyll


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with a shell alone; its folder of commands."""
    commands = tmp_path / "machine"
    commands.mkdir()
    for name in ("sh", "mkdir", "chmod"):
        (commands / name).symlink_to(Path("/bin") / name)
    monkeypatch.setenv("PATH", str(commands))
    monkeypatch.setattr(jekyll, "TOOLS", tmp_path / ".tools")
    monkeypatch.setattr(jekyll, "JEKYLL", tmp_path / ".tools/bin/jekyll")
    return commands


def add(folder: Path, name: str, *lines: str) -> None:
    """A command that does these things."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("\n".join(["#!/bin/sh", *lines, ""]))
    (folder / name).chmod(0o755)


@pytest.mark.parametrize(
    ("said", "enough"),
    [
        ("jekyll 4.3.0", True),
        ("jekyll 4.10.1", True),
        ("jekyll 5.0.0.beta1", True),
        ("jekyll 4.2.2", False),
        ("jekyll 3.9.5", False),
        ("", False),
    ],
)
def test_a_jekyll_with_which_the_site_was_never_tested_is_not_taken(
    said: str, *, enough: bool
) -> None:
    assert jekyll.is_new_enough(said) is enough


def test_the_jekyll_of_the_machine_is_taken_when_it_is_new_enough(machine: Path) -> None:
    add(machine, "jekyll", 'echo "jekyll 4.4.1"')
    assert jekyll.provide() == "jekyll 4.4.1"
    assert jekyll.version_of(jekyll.JEKYLL) == "jekyll 4.4.1"


def test_a_warning_of_ruby_does_not_hide_the_version(machine: Path) -> None:
    add(machine, "jekyll", 'echo "warning: an old gem" >&2', 'echo "jekyll 4.4.1"')
    assert jekyll.provide() == "jekyll 4.4.1"


def test_a_jekyll_that_names_its_version_while_it_crashes_is_not_taken(machine: Path) -> None:
    add(machine, "jekyll", 'echo "jekyll 4.4.1 | Error: no such gem" >&2', "exit 1")
    with pytest.raises(CannotInstallError):
        jekyll.provide()


def test_where_nothing_can_be_installed_a_person_is_told_what_to_do(machine: Path) -> None:
    with pytest.raises(CannotInstallError, match=r"apt-get install jekyll.*install Ruby"):
        jekyll.provide()
    assert not jekyll.JEKYLL.exists()


def test_an_old_jekyll_and_no_other_is_told_as_well(machine: Path) -> None:
    add(machine, "jekyll", 'echo "jekyll 3.9.5"')
    with pytest.raises(CannotInstallError, match="install Ruby"):
        jekyll.provide()


def test_ruby_alone_installs_each_gem_in_one_version_into_the_projects_folder(
    machine: Path, tmp_path: Path
) -> None:
    add(
        machine, "gem", 'echo "$@" > "$GEM_HOME.asked"', 'mkdir -p "$GEM_HOME/bin"',
        r'printf "#!/bin/sh\necho jekyll 4.3.4\n" > "$GEM_HOME/bin/jekyll"',
        'chmod +x "$GEM_HOME/bin/jekyll"',
    )  # fmt: skip
    (tmp_path / ".tools").mkdir()
    assert jekyll.provide() == "jekyll 4.3.4"
    asked = (tmp_path / ".tools" / "gems.asked").read_text().split()
    assert asked[0] == "install"
    gems = [word for word in asked if ":" in word]
    assert gems[-1] == "jekyll:4.3.4"
    assert len(gems) == len([w for w in asked[1:] if not w.startswith("--")])


def test_what_rubygems_says_of_its_failure_is_passed_on(machine: Path) -> None:
    add(machine, "gem", 'echo "no such gem: liquid" >&2', "exit 2")
    with pytest.raises(CannotInstallError, match="no such gem: liquid"):
        jekyll.provide()


def test_a_jekyll_that_does_not_start_is_not_left_behind(machine: Path) -> None:
    add(machine, "gem", "exit 0")
    with pytest.raises(CannotInstallError, match="does not start"):
        jekyll.provide()
    assert not jekyll.JEKYLL.exists()


def test_what_apt_says_of_its_failure_is_passed_on_and_nothing_is_left_half(
    machine: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(debian, "is_root", lambda: False)
    add(machine, "apt-get", 'echo "E: no network"', "exit 100")
    add(machine, "dpkg-deb", "exit 1")
    with pytest.raises(CannotInstallError, match="E: no network"):
        jekyll.provide()
    assert not (tmp_path / ".tools" / "debian").exists()
    assert not jekyll.JEKYLL.exists()
