"""What F1 says: for each step a title and a few lines."""

HELP: dict[str, tuple[str, tuple[str, ...]]] = {
    "start": (
        "Open a figure",
        (
            "Drop a picture, PDF or SVG on the window, press Ctrl+O, or copy a screenshot and "
            "press Ctrl+V.",
            "What can be read is proposed in amber. Nothing counts before you accept it.",
            "Try the sample shows a finished study with one planted mistake.",
        ),
    ),
    "figure": (
        "1  Figure",
        (
            "Ctrl+R reads axes, curves, censor marks, numbers at risk and printed results again.",
            "Enter accepts what is amber, Esc drops it, PageDown shows the doubtful places.",
            "M draws a box: keep out (a legend, a second panel), look only inside, or the figure "
            "on a page.",
            "Figure ▸ Page… chooses another page of a PDF.",
        ),
    ),
    "axes": (
        "2  Axes",
        (
            "Click a tick and type the value printed there. T, S and B say time, survival or both.",
            "Two ticks an axis are enough; a third shows whether the scale is even.",
            "Without a mouse: arrows move the crosshair, Enter asks for the value.",
            "A tick in orange does not fit the others: drag it, or click it and type its value.",
            "Values may be fractions or percent; the table on the right has time unit and 1 − S.",
        ),
    ),
    "arms": (
        "3  Arms",
        (
            "T, then click the bottom corner of each drop. The flat line before it is implied.",
            "A, then click a curve to have just that one followed. I picks its colour first.",
            "Arrows move the selected point by 1 px, with Shift by 10, with Alt by 0.1.",
            "X marks censored patients. They help, but are not needed.",
            "Hold B to see the figure alone; Enter goes on to the next arm, 1 to 9 choose one.",
        ),
    ),
    "at_risk": (
        "4  At risk",
        (
            "Type or paste the numbers printed under the figure, one row an arm.",
            "The row below each shows the numbers the reconstruction gives back.",
            "A number that rises, or does not go with the curve, turns orange with a sentence.",
            "Without the table, n and the total of events of each arm do, less exactly.",
        ),
    ),
    "reported": (
        "5  Reported",
        (
            "Paste the sentence of the abstract: what is found fills in amber, to be checked.",
            "A question mark is a doubt: point at it for why. Enter accepts such rows one by one.",
            "Or type beside each measure what the paper prints, with its interval.",
            "Say which arm is the reference: hazard ratios are the others over it.",
            "Say whether the paper's model was stratified or adjusted: those need not be equal.",
        ),
    ),
    "check": (
        "6  Check",
        (
            "Agrees, Close and Differs compare reported and recomputed; the limit stands beside.",
            "Differs says that reading and rounding do not explain it, not who is right.",
            "Why? computes what would explain it, your own trace first.",
            "( ) are confidence limits, [ ] how far the reading of the figure could move a value.",
            "Ctrl+E exports the patients; the Checks tab lists what is still open.",
        ),
    ),
}
