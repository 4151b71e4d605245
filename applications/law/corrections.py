"""How a request to correct the record about oneself may end (条例41)."""

from liaocheng_gk.labelled import Labelled


class Correction(Labelled):
    CORRECTED = "corrected", "核实并更正"
    DECLINED = "declined", "核实后不予更正"
    FORWARDED = "forwarded", "转送有权机关处理"
    REFERRED = "referred", "告知向有权机关提出"


TO_ANOTHER_ORGAN = frozenset({Correction.FORWARDED, Correction.REFERRED})
