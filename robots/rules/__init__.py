"""Decision tables, dated amounts and sentences from a flow's rules.xlsx, and the letters that set them out."""

from robots.rules.concepts import Concept, Type
from robots.rules.rules import Rules

__all__ = ["Concept", "Rules", "Type"]
