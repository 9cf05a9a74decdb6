"""The verdicts of the verifier in the words of window, paper and command line."""

from __future__ import annotations

from core.i18n import _
from core.submission.codes import Verdict


def verdict_name(verdict: Verdict) -> str:
    """A verdict in one or two words."""
    return {
        Verdict.VALID: _("有效"),
        Verdict.VALID_AT_RECEIPT: _("签收时有效"),
        Verdict.UNREGISTERED: _("未注册签名"),
        Verdict.INDETERMINATE: _("无法判定"),
        Verdict.INVALID: _("无效"),
    }[verdict]


def verdict_sentence(verdict: Verdict, *, trial: bool | None) -> str:
    """What a verdict means for the one who asked."""
    sentence = {
        Verdict.VALID: _("内容完整，签名有效，签名人由信任的平台登记。"),
        Verdict.VALID_AT_RECEIPT: _("内容完整，签名在平台签收时有效。"),
        Verdict.UNREGISTERED: _("内容完整，签名与内容相符，但签名人的证书没有在信任的平台登记。"),
        Verdict.INDETERMINATE: _("有的检查现在无法作出，不能当作有效。"),
        Verdict.INVALID: _("不能采用：见没有通过的检查。"),
    }[verdict]
    trial_note = _("这是试用文件，不用于正式递交。")
    return f"{sentence}{trial_note}" if trial else sentence
