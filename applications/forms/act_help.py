"""What the day of an act means in law, told beside the field: which day counts, what the clock does, who may decide."""

from applications.law.clock import EXTENSION_WORKDAYS, LIMITS, REPLY_WORKDAYS
from applications.law.transitions import Act

_CLARIFY, _THIRD, _JOINT, _FEE = (
    LIMITS[key].workdays for key in ("clarification", "third_party", "joint_maker", "fee")
)

DAY_HELP: dict[Act, str] = {
    Act.CONFIRM_RECEIPT: "网上、电子邮件、传真和平常信函，为与申请人确认之日；当面提交、挂号信和特快专递，系统按提交、签收之日起算（条例第三十一条）。当天不计入，次日起算。",
    Act.ASK_CLARIFICATION: f"告知书发出之日。自收到申请之日起 {_CLARIFY} 个工作日内一次性告知；期限自此停止（条例第三十条）。",
    Act.RECEIVE_CLARIFICATION: f"收到补正材料之日。答复期限自这一天起重新计算 {REPLY_WORKDAYS} 个工作日，以前的天数不累加（条例第三十条）。",
    Act.ABANDON: "须在补正期限届满以后；申请人有正当理由的，不能视为放弃（条例第三十条）。",
    Act.ASK_REASONS: "要求发出之日，期限自此停止（条例第三十五条）。",
    Act.RECEIVE_REASONS: "收到说明之日，答复期限重新计算。理由不合理的，不予处理；合理但不能按期答复的，另定合理期限（条例第三十五条）。",
    Act.DEFER: "审批人确定延迟期限、告知申请人之日（条例第三十五条）。",
    Act.CONSULT_THIRD_PARTY: f"函件发出之日，次日起停计。第三方自收到之日起 {_THIRD} 个工作日内提出意见；逾期未提出的，由本机关决定，不等于同意（条例第三十二条）。",
    Act.CONSULT_JOINT_MAKER: f"函件发出之日，次日起停计。对方自收到之日起 {_JOINT} 个工作日内提出意见；逾期未提出的，视为同意公开（条例第三十四条）。",
    Act.CONSULT_ORGAN: "函件发出之日，次日起停计（条例第三十三条）。",
    Act.RECEIVE_OPINION: "收到意见之日。这一天仍不计入期限，次日接着计算（条例第三十三条）。",
    Act.NOTE_RECEIPT: "登记的日期；对方收到的日期填在下面。",
    Act.REQUEST_EXTENSION: f"须在答复期限届满以前提出，最长 {EXTENSION_WORKDAYS} 个工作日，由政府信息公开工作机构负责人同意（条例第三十三条）。",
    Act.EXTEND: "批准并告知申请人之日，不能晚于原答复期限。批准的人不能是提出延期的人（条例第三十三条）。",
    Act.DECLINE_EXTENSION: "不批准的，期限不变（条例第三十三条）。",
    Act.NOTIFY_FEE: "通知书发出之日，期限自此停止，缴费次日起重新计算（国办函〔2020〕109号第六条）。",
    Act.RECEIVE_PAYMENT: "申请人缴费之日。答复期限自次日起重新计算（国办函〔2020〕109号第六条）。",
    Act.LAPSE_FEE: f"须在缴费期限（收到通知次日起 {_FEE} 个工作日）届满以后（国办函〔2020〕109号第六条）。",
    Act.PROPOSE_REPLY: "送审、审批的时间都在答复期限之内。批准的人不能是拟稿的人（条例第四十五条）。",
    Act.RETURN_REPLY: "退回修改的时间仍在答复期限之内（条例第四十五条）。",
    Act.APPROVE_REPLY: "批准的人不能是拟稿的人（条例第四十五条）。批准以后还要发出，才算答复。",
    Act.REPLY: "答复发出之日：邮寄的为交邮之日，网上的为申请人可以查看之日，不能晚于答复期限（条例第三十三条）。",
    Act.SERVE: "申请人收到之日。复议、诉讼的期间自此起算。",
    Act.TRANSFER: "内部转交不停计期限。",
    Act.WITHDRAW: "申请人表示撤回之日。撤回由申请人自愿提出，请记明经过。",
    Act.REOPEN: "收到复议决定书或者判决书之日。",
}


def day_help(act: Act) -> str:
    return f"{DAY_HELP[act]}不能晚于今天。"
