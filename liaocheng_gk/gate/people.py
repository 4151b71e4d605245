"""Whether a document property names a person, or only a program, a machine or an office."""

import re

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓"
    "牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙"
    "池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向"
    "古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢"
    "关蒯相查后荆红游竺权逯盖益桓公肖闫岳付初由迟兰仝修代鹿亓战矫原苑谌侴綦"
)
_OFFICE = re.compile(
    r"局|科|室|处|办|部|中心|公司|政府|委|厅|院|所|站|馆|会|协|组|队|校|用户|管理员|作者|网|电脑|系统|软件|文档|聊城|山东|中国"
)
_IMPERSONAL = re.compile(
    r"\b(admin\w*|user|users|guest|owner|root|system|windows|microsoft|office|word|excel|wps|kingsoft|lenovo|thinkpad|"
    r"dell|hp|asus|acer|huawei|hasee|founder|tongfang|computer|pc|desktop|laptop|china|openpyxl|python|apache|poi|"
    r"libreoffice|adobe|acrobat|author|unknown|team|company|ltd|inc)\b",
    re.IGNORECASE,
)
_HAN_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}(?:·[\u4e00-\u9fff]{1,8})?")
_LATIN_NAME = re.compile(r"[A-Z][a-z]+(?:[ .][A-Z][a-z]+)+")


def looks_like_a_person(text: str) -> bool:
    """A Chinese name of two to four characters with a known surname, or a Latin one of two words or more."""
    text = text.strip()
    if _HAN_NAME.fullmatch(text):
        return text[0] in _SURNAMES and not _OFFICE.search(text)
    return bool(_LATIN_NAME.fullmatch(text)) and not _IMPERSONAL.search(text)
