"""What a calculation takes, out of the database: the parameters of a set, and the line of a row of the ledger."""

from marketplace.impact import evidence
from marketplace.impact.assumptions import Assumption, Name, Parameters, parameters_from
from marketplace.impact.lines import Line
from marketplace.impact.models import Diversion, ParameterSet
from marketplace.kernel.errors import DomainError, gettext_noop


class NoParameterSet(DomainError):
    code = "no_parameter_set"
    message = gettext_noop("No set of parameters is in use.")


class LineWithoutMass(DomainError):
    code = "line_without_mass"
    message = gettext_noop("The receipt states no mass, so the line has nothing to work out.")


def line_of(diversion: Diversion) -> Line:
    """The facts of a row as the calculation takes them: enough to work it out again with another set of factors.

    They were written down when the row was (`Diversion.evidence`, no query). For another set of parameters pass the
    line through `marketplace.impact.assumptions.under`. Its `entry` says whether it is recorded, returned or taken
    back; its figures then come with their sign from `calculate`.

    :raises LineWithoutMass: the receipt stated no mass, so the row stands in no figure
    """
    if not diversion.evidence:
        raise LineWithoutMass
    return evidence.line_of(diversion.evidence["facts"], line_id=str(diversion.pk))


def parameters_of(parameter_set: ParameterSet) -> Parameters:
    """The set as the calculation takes it.

    :raises BadAssumption | BadDisplacement: it is not whole (which the loader refuses)
    """
    return parameters_from(parameter_set.version, assumptions_of(parameter_set))


def assumptions_of(parameter_set: ParameterSet) -> tuple[Assumption, ...]:
    """The rows of a set, in the order of its page."""
    return tuple(
        Assumption(Name(row.name), row.key, row.source, row.value, row.factor_id, row.evidence)
        for row in parameter_set.values.order_by("name", "key", "pk")
    )


def parameters_in_use() -> ParameterSet:
    """The set that new lines are counted with: the one adopted last.

    :raises NoParameterSet: none is
    """
    found = ParameterSet.objects.adopted().newest_first().first()
    if found is None:
        raise NoParameterSet
    return found
