"""Other figures of a study: named by their place in one folder, and nowhere else."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import FileError, InputError
from core.files.beside import is_beside, load_beside, name_beside
from core.files.project import load_project, save_project
from core.model.document import Document


@pytest.mark.parametrize("name", ["os.kmtrace", "more/os.kmtrace"])
def test_a_name_inside_the_folder_is_followed(name):
    assert is_beside(name)


@pytest.mark.parametrize(
    "name",
    ["", "/os.kmtrace", "../os.kmtrace", "a/../../os.kmtrace", "C:/os.kmtrace", "\\\\host\\os"],
)
def test_a_name_that_leads_elsewhere_is_not(name):
    assert not is_beside(name)


def test_projects_of_one_folder_find_each_other(tmp_path: Path):
    one, two = tmp_path / "pfs.kmtrace", tmp_path / "os.kmtrace"
    save_project(Document(endpoint="OS"), two)
    document = Document(endpoint="PFS", beside=(name_beside(one, two),))
    save_project(document, one)
    assert load_project(one) == document
    ((name, other),) = load_beside(document, one)
    assert (name, other) == ("os.kmtrace", Document(endpoint="OS"))
    two.unlink()
    ((_, gone),) = load_beside(document, one)
    assert isinstance(gone, FileError)
    outside = replace(document, beside=(str(two), "../os.kmtrace"))
    assert list(load_beside(outside, one)) == []
    assert list(load_beside(document, None)) == []


def test_a_project_elsewhere_or_this_one_is_refused(tmp_path: Path):
    project = tmp_path / "a" / "pfs.kmtrace"
    for other in (tmp_path / "os.kmtrace", project):
        with pytest.raises(InputError, match="one folder"):
            name_beside(project, other)
    with pytest.raises(InputError, match="Save this project first"):
        name_beside(None, project)
