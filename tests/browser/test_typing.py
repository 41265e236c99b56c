"""What is typed into the search box goes on by itself, and may be left alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from listings.actions.counting import count_terms
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_words_and_categories_are_offered_while_typing(page: Page) -> None:
    make.listing(title="Oak bookcase", slug="bookcases")
    count_terms(now=make.NOW)
    for address, label in (("/", "What do you need?"), ("/search/", "What do you need?")):
        page.goto(address)
        page.get_by_label(label).press_sequentially("bookc")
        options = page.locator("#q-options option")
        expect(options).not_to_have_count(0)
        assert "bookcase" in [option.get_attribute("value") for option in options.all()]
        expect(page).to_have_url(re.compile(f"{address}$"))  # nothing is searched for yet
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator(".card-title")).to_have_text(["Oak bookcase"])
