"""The ledger of claims is part of the document."""

from core.model.claims import Claim, ClaimKind
from core.model.document import Document
from core.verify import claims as verify_claims

MEDIAN = Claim(ClaimKind.MEDIAN, "OS", "Drug", value="12.1", unit="months")
RATIO = Claim(ClaimKind.HAZARD_RATIO, "OS", "Drug", "Control", value="0.72")


def test_claims_are_added_in_order_and_none_twice():
    document = Document().with_claims([MEDIAN, RATIO]).with_claims([RATIO, MEDIAN])
    assert document.claims == (MEDIAN, RATIO)


def test_a_claim_goes_and_changes_by_its_place():
    document = Document(claims=(MEDIAN, RATIO))
    assert document.without_claims({0}).claims == (RATIO,)
    assert document.with_claim_replaced(1, MEDIAN).claims == (MEDIAN, MEDIAN)
    assert document.claims == (MEDIAN, RATIO)


def test_the_checks_and_the_document_mean_the_same_claim():
    assert verify_claims.Claim is Claim
