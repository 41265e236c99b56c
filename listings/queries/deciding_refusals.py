"""What a preview of a decision says no with."""

from marketplace.kernel.errors import DomainError, gettext_noop


class NothingToDecide(DomainError):
    code = "nothing_to_decide"
    message = gettext_noop("Choose listings of yours whose claims are decided at once: none of these waits for that.")


class TooManyAtOnce(DomainError):
    code = "too_many_at_once"
    message = gettext_noop("Decide about at most {most} listings at once.")


class PoliciesDiffer(DomainError):
    code = "policies_differ"
    message = gettext_noop("These listings are given by different rules: decide about those of one rule at a time.")


class NobodyAsked(DomainError):
    code = "nobody_asked"
    message = gettext_noop("Nobody asks for any of this at the moment.")


class MoreThanTheyAsked(DomainError):
    code = "more_than_they_asked"
    message = gettext_noop("{taker} asked for {asked}: give that or less.")


class LessThanOfUse(DomainError):
    code = "less_than_of_use"
    message = gettext_noop("Less than {least} is of no use to {taker}: give that much, or nothing.")


class MoreThanThereIs(DomainError):
    code = "more_than_there_is"
    message = gettext_noop("You give {given} of “{title}”, and {left} are left.")


class WhyOtherwise(DomainError):
    code = "why_otherwise"
    message = gettext_noop("Say why {taker} gets something else than suggested.")


class WordsTooMany(DomainError):
    code = "words_too_many"
    message = gettext_noop("Write at most 500 characters here.")


class BallotStands(DomainError):
    code = "ballot_stands"
    message = gettext_noop("What a ballot drew is not changed.")


class NotDrawnYet(DomainError):
    code = "not_drawn_yet"
    message = gettext_noop("The ballot is drawn when claims have closed, on {closes}.")


class ClauseNotMet(DomainError):
    code = "clause_not_met"
    message = gettext_noop("{taker} does not meet your clauses, so nothing can be given to them.")
