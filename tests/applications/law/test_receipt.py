"""条例31: the day an application counts as received, by the way it came."""

from datetime import date

import pytest

from applications.law.receipt import RULE_BY_CHANNEL, Channel, confirm_by, receipt_day

SUBMITTED, SIGNED, CONFIRMED = date(2026, 2, 18), date(2026, 2, 20), date(2026, 2, 24)

# law.md 1.4
DAY_OF = {
    Channel.IN_PERSON: SUBMITTED,
    Channel.ORAL: SUBMITTED,
    Channel.MAIL_SIGNED: SIGNED,
    Channel.MAIL_PLAIN: CONFIRMED,
    Channel.WEB: CONFIRMED,
    Channel.CITY: CONFIRMED,
    Channel.EMAIL: CONFIRMED,
    Channel.FAX: CONFIRMED,
}


def day(channel: Channel, **options) -> date:
    return receipt_day(channel, submitted_on=SUBMITTED, signed_on=SIGNED, confirmed_on=CONFIRMED, **options)


@pytest.mark.parametrize("channel", Channel)
def test_article_31_each_channel_has_its_day(channel):
    assert day(channel) == DAY_OF[channel]


def test_article_31_every_channel_has_one_rule_with_its_article():
    assert set(RULE_BY_CHANNEL) == set(Channel)
    assert [channel for channel, rule in RULE_BY_CHANNEL.items() if "31" not in rule.article] == []


def test_an_office_that_counts_from_submission_does_so_for_what_comes_electronically_only():
    changed = {channel for channel in Channel if day(channel, from_submission=True) != day(channel)}
    assert changed == {Channel.WEB, Channel.CITY, Channel.EMAIL, Channel.FAX}


def test_article_31_a_registered_letter_needs_the_day_it_was_signed_for():
    with pytest.raises(ValueError, match="须登记签收日期"):
        receipt_day(Channel.MAIL_SIGNED, submitted_on=SUBMITTED, signed_on=None, confirmed_on=CONFIRMED)


def test_a_submission_is_to_be_confirmed_within_one_working_day(calendar):
    assert confirm_by(date(2026, 2, 13), calendar) == date(2026, 2, 14)  # a make-up Saturday
    assert confirm_by(SUBMITTED, calendar) == CONFIRMED  # the first working day after Spring Festival
