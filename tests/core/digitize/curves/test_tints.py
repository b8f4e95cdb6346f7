import numpy as np

from core.digitize.curves.tints import bins_of, crowds_of, lab_on

RED, BROWN, BLUE = (48.0, 22.0), (12.0, 6.0), (-6.0, -22.0)


def tints(*colours: tuple[float, float], n: int = 600) -> np.ndarray:
    """Return tints of lines that blur has thinned out, each along its ray from grey."""
    rng = np.random.default_rng(4)
    parts = []
    for colour in colours:
        thinned = rng.uniform(0.85, 1.15, (n, 1)) * np.array(colour)
        parts.append(thinned + rng.normal(0, 1.5, (n, 2)))
    return np.concatenate(parts).astype(np.float32)


def test_a_dull_and_a_strong_colour_of_one_hue_are_two_crowds():
    crowd, likely = crowds_of(tints(RED, BROWN, BLUE))
    assert len(likely) == 3
    main = [np.bincount(part[part >= 0]).argmax() for part in np.split(crowd, 3)]
    assert len(set(main)) == 3


def test_a_tint_is_likely_of_the_crowd_around_it():
    values = tints(RED, BLUE)
    crowd, likely = crowds_of(values)
    at = bins_of(np.array([RED, BLUE], dtype=np.float32))
    red, blue = (likely[int(np.bincount(part[part >= 0]).argmax())] for part in np.split(crowd, 2))
    assert red[at[0]] > 0.9
    assert red[at[1]] < 0.1
    assert blue[at[1]] > 0.9
    assert blue[at[0]] < 0.1


def test_grey_ink_is_of_no_colour_though_there_is_next_to_none():
    _, likely = crowds_of(tints(RED, BLUE))
    grey = bins_of(np.zeros(2, dtype=np.float32))
    assert max(float(share[grey]) for share in likely) < 0.1


def test_ink_of_a_tint_met_nowhere_counts_for_every_colour():
    _, likely = crowds_of(tints(RED, BLUE))
    nowhere = bins_of(np.array([-100.0, 100.0], dtype=np.float32))
    assert min(float(share[nowhere]) for share in likely) > 0.9


def test_black_ink_on_yellow_paper_has_no_colour():
    paper = np.array([247.0, 243.0, 225.0])
    share = np.linspace(0.1, 1, 10)[:, None]
    ink = ((1 - share) * paper + share * 20).astype(np.float32)
    assert np.abs(lab_on(ink, paper)[:, 1:]).max() < 4
    assert np.abs(lab_on(paper[None].astype(np.float32), paper)[:, 1:]).max() < 1
