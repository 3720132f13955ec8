"""A case system to practise on: an invented municipality's web application of 2006, with the traits of the real ones.

It renders ISO-8859-1 pages on the server, keeps its list and its case in frames, posts everything to one address, hides
a view state and a token in each form, locks a case for whoever opens it, cuts long reasons without a word, and now and
then answers 500. Drafting, deciding and paging differ only in the body that is posted, so a robot that is careless here
would decide.

It keeps an exact account of what reached it, which a test can ask, and knows the right outcome of each of its new cases
from a table written by hand. It uses nothing of the toolkit, so the toolkit cannot be wrong in the same way twice.

Start it beside other things with `PracticeServer`, or alone with ``python -m robots.practice``.
"""

from robots.practice.options import Options
from robots.practice.server import PracticeServer

__all__ = ["Options", "PracticeServer"]
