"""The code with which an applicant looks up a case: derived, shown once on the receipt, stored as a hash only.

It is derived from the form's submission key, so that a resent form shows the same receipt and nothing readable is
ever stored. Sixteen signs of a 32-sign alphabet are 80 bits; look-ups are throttled besides.
"""

from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac

# No I, L, O, U: nothing to confuse when read aloud or copied by hand.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 16, 4
_CONFUSED = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def code_for(submission_key: UUID) -> str:
    """``K7QM-2F9X-…``: four groups of four."""
    digest = salted_hmac("applications.querycode", str(submission_key), algorithm="sha256").digest()
    signs = "".join(ALPHABET[byte & 31] for byte in digest[:LENGTH])
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def normalise(code: str) -> str:
    """What was typed, without blanks and dashes, in capitals, with confusable letters read as meant."""
    return "".join(code.split()).replace("-", "").replace("－", "").upper().translate(_CONFUSED)


def hash_of(code: str) -> str:
    return salted_hmac("applications.querycode.hash", normalise(code), algorithm="sha256").hexdigest()


def matches(code: str, stored_hash: str) -> bool:
    return constant_time_compare(hash_of(code), stored_hash)
