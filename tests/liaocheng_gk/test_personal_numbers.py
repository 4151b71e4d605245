import pytest

from liaocheng_gk.personal_numbers import has_check_character, is_bank_card, is_mobile, is_resident_number
from tests.factories.documents import bank_card, mobile, resident_number


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("11010519491231002X", True),  # the example of GB 11643
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("1101051949123100", False),
        ("１１０１０５１９４９１２３１００２X", False),
        ("", False),
    ],
)
def test_gb_11643_a_resident_number_has_a_check_character(number, valid):
    assert has_check_character(number) is valid


def test_a_resident_number_has_a_division_and_a_day_of_birth_besides():
    assert is_resident_number(resident_number()) is True
    assert is_resident_number(resident_number("37150219900230123")) is False
    assert is_resident_number("371502900101123") is True
    assert is_resident_number("371502901301123") is False


def test_cards_and_mobiles():
    assert is_bank_card(bank_card()) is True
    assert is_bank_card(bank_card()[:-1] + str((int(bank_card()[-1]) + 1) % 10)) is False
    assert (is_mobile(mobile()), is_mobile("12300000000")) == (True, False)
