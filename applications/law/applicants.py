"""Who applies, in the columns of table three, and how the information may be provided (条例29, 40)."""

from liaocheng_gk.labelled import Labelled


class ApplicantKind(Labelled):
    """A natural person or one of the report's five kinds of legal person; an agent's kind does not matter."""

    NATURAL = "natural", "自然人"
    COMPANY = "company", "商业企业"
    RESEARCH = "research", "科研机构"
    NONPROFIT = "nonprofit", "社会公益组织"
    LAW_FIRM = "law_firm", "法律服务机构"
    OTHER = "other", "其他法人或组织"


# Columns of table three; c7 is the total.
REPORT_COLUMN = {kind: f"c{number}" for number, kind in enumerate(ApplicantKind, start=1)}


class IdentityKind(Labelled):
    """What proves the identity (条例29¶2(一)); which kinds serve a natural person and which an organisation."""

    RESIDENT_CARD = "resident_card", "居民身份证"
    PASSPORT = "passport", "护照"
    TRAVEL_PERMIT = "travel_permit", "港澳台居民居住证或通行证"
    OTHER_PERSON = "other_person", "其他有效个人证件"
    CREDIT_CODE = "credit_code", "统一社会信用代码证书"
    OTHER_ORGANISATION = "other_organisation", "其他登记证书"


ORGANISATION_IDENTITIES = frozenset({IdentityKind.CREDIT_CODE, IdentityKind.OTHER_ORGANISATION})


def identity_fits(applicant: ApplicantKind, identity: IdentityKind) -> bool:
    """Whether a kind of proof serves a kind of applicant: people show a card, organisations a certificate."""
    return (identity in ORGANISATION_IDENTITIES) == (applicant is not ApplicantKind.NATURAL)


class Carrier(Labelled):
    """载体形式"""

    PAPER = "paper", "纸质文本"
    ELECTRONIC = "electronic", "电子文件"
    DISC = "disc", "光盘"


class Delivery(Labelled):
    """获取信息的方式"""

    ONLINE = "online", "在本网站下载"
    EMAIL = "email", "电子邮件"
    POST = "post", "邮寄"
    FAX = "fax", "传真"
    PICKUP = "pickup", "自行领取"
    READING = "reading", "当场阅读、抄录"
