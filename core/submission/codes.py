"""The vocabulary of a judgement: named checks, five verdicts, and one Chinese sentence for each machine code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from core.i18n import _, mark


class CheckState(Enum):
    """How a check came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Check:
    """One named check: a machine code, how it came out, and one sentence for a person."""

    code: str
    state: CheckState
    message: str

    @property
    def failed(self) -> bool:
        """Whether this check alone makes the file invalid."""
        return self.state is CheckState.FAILED


class Verdict(Enum):
    """What a file is worth, all checks together (package-format.md §6)."""

    VALID = "valid"
    VALID_AT_RECEIPT = "valid-at-receipt-time"
    UNREGISTERED = "unregistered"
    INDETERMINATE = "indeterminate"
    INVALID = "invalid"

    @property
    def good(self) -> bool:
        """Whether the file is to be relied on: exit code 0."""
        return self in (Verdict.VALID, Verdict.VALID_AT_RECEIPT)


_MESSAGES = MappingProxyType(
    {
        # ------------------------------------------------ steps that passed or could not be judged
        "ZIP": mark("压缩包结构完整：{count} 个文件。"),
        "NAMES": mark("文件名全部合规。"),
        "LAYOUT": mark("目录结构合规，没有多余的文件。"),
        "TAGS": mark("清单文件与其摘要一致。"),
        "SIGNATURES": mark("{role}的签名有效：{name}。"),
        "CERTIFICATES": mark("{role}的证书由受信任的根签发，在有效期内。"),
        "PAYLOAD": mark("{count} 个内容文件与清单逐一相符。"),
        "STATEMENT": mark("声明文件合规，与证据和文件的摘要一致。"),
        "CONTEXT": mark("与已有记录没有冲突。"),
        "RECEIPT": mark("回执与本文件包相符，签名时间以回执的可信时间为准。"),
        "RECOMPUTE": mark("仅凭包内数据重新计算，结果一致：{total} tCO₂e，共 {rows} 行。"),
        "RECOMPUTE_BASIS": mark("{name}用的是包外的因子，未重新计算。"),
        "NOT_CHECKED": mark("{step}未检查：前面的检查没有通过。"),
        "CONTEXT_NOT_GIVEN": mark("没有提供已有记录，未检查是否重复或倒退。"),
        "PREVIOUS_NOT_KNOWN": mark("手头没有上一份文件包，未检查修订 {revision} 是否接在它之后。"),
        "CRL_NOT_GIVEN": mark("平台没有提供吊销列表，未检查{role}的证书是否已吊销。"),
        "CANCELLED": mark("检查已按要求停止，结论未定。"),
        # ------------------------------------------------ zip
        "E_ZIP_STRUCTURE": mark("压缩包结构损坏或不完整（{detail}）。"),
        "E_ZIP_MULTIDISK": mark("压缩包是分卷的一部分。"),
        "E_ZIP_PREFIX": mark("压缩包前面有 {size} 字节不属于它的内容。"),
        "E_ZIP_SUFFIX": mark("压缩包后面有 {size} 字节不属于它的内容。"),
        "E_ZIP_GAP": mark("压缩包里「{name}」前有 {size} 字节不属于任何文件的内容。"),
        "E_ZIP_OVERLAP": mark("压缩包里「{name}」与另一个文件占用同一段内容。"),
        "E_ZIP_HEADER": mark("压缩包里「{name}」的两处文件头不一致（{detail}）。"),
        "E_ZIP_COMMENT": mark("压缩包带有注释。"),
        "E_ZIP_EXTRA": mark("压缩包里「{name}」的附加字段不合规（{detail}）。"),
        "E_ZIP_DUPLICATE": mark("压缩包里「{name}」出现了两次。"),
        "E_ZIP_ENCRYPTED": mark("压缩包里「{name}」是加密的。"),
        "E_ZIP_FLAGS": mark("压缩包里「{name}」用了不允许的标志位 {detail}。"),
        "E_ZIP_METHOD": mark("压缩包里「{name}」用了不允许的压缩方法 {detail}。"),
        "E_ZIP_NAME_ENCODING": mark("压缩包里的文件名「{name}」不是 UTF-8 编码。"),
        "E_ZIP_SYMLINK": mark("压缩包里「{name}」是链接或特殊文件，不是普通文件。"),
        "E_ZIP_DIRECTORY": mark("压缩包里的文件夹条目「{name}」带有内容，或不含任何文件。"),
        "E_ZIP_DATA": mark("压缩包里「{name}」的内容解不开，或长度、校验值不符。"),
        "E_LIMIT_ENTRIES": mark("压缩包里有 {count} 个文件，超过 {limit} 个。"),
        "E_LIMIT_BYTES": mark("压缩包解开后有 {count} 字节，超过 {limit} 字节。"),
        "E_LIMIT_RATIO": mark("压缩包里「{name}」的压缩率超过 {limit} 倍，疑为压缩炸弹。"),
        "E_LIMIT_TAG_FILE": mark("「{name}」有 {count} 字节，超过 {limit} 字节。"),
        "E_LIMIT_SIGNATURE": mark("签名文件「{name}」有 {count} 字节，超过 {limit} 字节。"),
        "E_LIMIT_STATEMENT": mark("声明文件「{name}」有 {count} 字节，超过 {limit} 字节。"),
        # ------------------------------------------------ names
        "E_PATH_ABSOLUTE": mark("文件名「{name}」是绝对路径。"),
        "E_PATH_BACKSLASH": mark("文件名「{name}」里有反斜杠。"),
        "E_PATH_TRAVERSAL": mark("文件名「{name}」用「.」或「..」指向别的文件夹。"),
        "E_PATH_LENGTH": mark("文件名「{name}」超过 240 字节。"),
        "E_PATH_NFC": mark("文件名「{name}」不是 Unicode 规范组合形式（NFC）。"),
        "E_PATH_EMPTY": mark("文件名「{name}」里有空的一段。"),
        "E_PATH_CHARACTER": mark("文件名「{name}」里有不允许的字符。"),
        "E_PATH_TRAILING_DOT": mark("文件名「{name}」里有一段以点结尾。"),
        "E_PATH_RESERVED": mark("文件名「{name}」是 Windows 的保留名。"),
        "E_PATH_COLLISION": mark("文件名「{name}」与「{other}」在有的系统上会成为同一个文件。"),
        # ------------------------------------------------ bag
        "E_BAG_LAYOUT": mark("目录结构不合规（{detail}）。"),
        "E_BAG_DECLARATION": mark("bagit.txt 的内容不合规。"),
        "E_BAG_INFO": mark("bag-info.txt 不合规（{detail}）。"),
        "E_MANIFEST_MISSING": mark("缺少内容清单 manifest-sha256.txt。"),
        "E_MANIFEST_FORMAT": mark("内容清单 manifest-sha256.txt 第 {row} 行不合规。"),
        "E_TAG_FORMAT": mark("tagmanifest-sha256.txt 第 {row} 行不合规。"),
        "E_TAG_UNLISTED": mark("多出了不允许的文件「{name}」。"),
        "E_TAG_HASH": mark("「{name}」的摘要与 tagmanifest-sha256.txt 不符，文件已被改动。"),
        "E_PAYLOAD_MISSING": mark("清单里的文件「{name}」不在包里。"),
        "E_PAYLOAD_EXTRA": mark("包里的文件「{name}」不在清单里。"),
        "E_PAYLOAD_OXUM": mark("内容文件的数量或总长与 bag-info.txt 的 {stated} 不符，实为 {found}。"),
        "E_PAYLOAD_HASH": mark("「{name}」的摘要与清单不符，文件已被改动。"),
        # ------------------------------------------------ signatures
        "E_SIG_MISSING": mark("包里没有任何签名。"),
        "E_SIGNER_ROLE_MISSING": mark("缺少{role}的签名。"),
        "E_SIGNER_ROLE_UNKNOWN": mark("签名文件「{name}」不属于这种文件应有的签名人。"),
        "E_SIG_FORMAT": mark("「{name}」不是 DER 编码的 CMS 签名。"),
        "E_SIG_TRAILING": mark("「{name}」的签名后面有多余的内容。"),
        "E_SIG_SIGNER_COUNT": mark("「{name}」里应恰有一个签名者，实为 {count} 个。"),
        "E_SIG_NOT_DETACHED": mark("「{name}」里带有被签内容，应为分离式签名。"),
        "E_SIG_ALGORITHM": mark("「{name}」用了不允许的算法（{detail}）。"),
        "E_SIG_ATTRIBUTES": mark("「{name}」的签名属性不合规（{detail}）。"),
        "E_SIG_CERTIFICATE_REF": mark("「{name}」的签名证书引用与签名者的证书不符。"),
        "E_SIG_CERTIFICATES": mark("「{name}」里的证书不合规（{detail}）。"),
        "E_SIG_SIGNER_ID": mark("「{name}」没有用颁发者和序列号指明签名者，或版本号不符。"),
        "E_SIG_COMMITMENT": mark("「{name}」的签名承诺类型与{role}不符。"),
        "E_SIG_DIGEST": mark("「{name}」签的不是这份 tagmanifest-sha256.txt：签名后清单有改动，或签名来自别的文件包。"),
        "E_SIG_INVALID": mark("「{name}」的签名值与证书不符，签名无效。"),
        "E_SIG_TIME": mark("「{name}」的签名时间 {time} 比现在晚十分钟以上，请核对电脑时钟。"),
        "E_SIGNER_SAME_CERT": mark("两个角色用了同一张证书或同一个密钥，应由两人分别签名。"),
        "E_SIGNER_CERT_MISMATCH": mark("{role}的签名证书不是声明里写明的那一张。"),
        "E_SIGNER_ALGORITHM": mark("{role}的签名算法与声明所写的不符。"),
        "E_SIGNER_ORGANIZATION": mark("{role}的证书属于别的单位（{found}），应为 {expected}。"),
        "E_SIGNER_TITLE": mark("{role}的证书职务是「{found}」，应为「{expected}」。"),
        "E_SIGNERS_REQUIRED": mark("声明要求的签名人少于平台的要求：{expected}。"),
        # ------------------------------------------------ certificates
        "E_CERT_UNTRUSTED": mark("{role}的证书不是由受信任的根签发，签名人尚未登记。"),
        "E_CERT_EXPIRED": mark("{role}的证书已于 {time} 到期。"),
        "E_CERT_NOT_YET_VALID": mark("{role}的证书要到 {time} 才生效。"),
        "E_CERT_SIGNED_OUTSIDE": mark("{role}在证书有效期之外签名（{time}）。"),
        "E_CERT_REVOKED": mark("{role}的证书已于 {time} 吊销。"),
        "E_CERT_PROFILE": mark("{role}的证书不合规（{detail}）。"),
        "E_CERT_KEY_USAGE": mark("{role}的证书的密钥用途不是「数字签名和不可否认」。"),
        "E_CERT_EXTENDED_USAGE": mark("{role}的证书的扩展用途不合规。"),
        "E_CERT_KEY_WEAK": mark("{role}的密钥强度不够或类型不允许（{detail}）。"),
        "E_CRL_OTHER_ISSUER": mark("平台的吊销列表不管{role}的证书，无法判断它是否已吊销。"),
        "E_CRL_FORMAT": mark("吊销列表读不出来，或不是由受信任的根签发。"),
        "E_CRL_STALE": mark("吊销列表已于 {time} 过期，无法判断{role}的证书是否已吊销。"),
        # ------------------------------------------------ statement
        "E_STATEMENT_MISSING": mark("缺少声明文件 {name}。"),
        "E_STATEMENT_JSON": mark("声明文件 {name} 不是合规的 JSON（{detail}）。"),
        "E_STATEMENT_CANONICAL": mark("声明文件 {name} 不是规范形式（RFC 8785）。"),
        "E_STATEMENT_SCHEMA": mark("声明文件的「{field}」不合规（{detail}）。"),
        "E_VERSION_UNSUPPORTED": mark("声明文件的格式版本 {found} 不受支持，应为 {expected}。"),
        "E_TYPE_MISMATCH": mark("声明文件的类型是「{found}」，与文件包的类型不符。"),
        "E_EVIDENCE_MISSING": mark("声明里的证据「{name}」不在包里。"),
        "E_EVIDENCE_HASH": mark("证据「{name}」的摘要或长度在声明与清单里不一致。"),
        "E_EVIDENCE_UNDECLARED": mark("包里的证据「{name}」没有写进声明。"),
        "E_DOCUMENT_MISSING": mark("声明里的文件「{name}」不在包里。"),
        "E_DOCUMENT_HASH": mark("文件「{name}」的摘要在声明与清单里不一致。"),
        "E_DOCUMENT_UNDECLARED": mark("包里的文件「{name}」没有写进声明。"),
        "E_INFO_MISMATCH": mark("bag-info.txt 的「{field}」与声明不一致。"),
        # ------------------------------------------------ context
        "E_ENVIRONMENT": mark("试用与正式混用：文件写明「{found}」，签名或平台却是「{expected}」。"),
        "E_AUDIENCE": mark("文件是给「{found}」的，不是给「{expected}」的。"),
        "E_PROFILE_SERIAL": mark("声明依据的平台配置序号 {found} 比所用的 {expected} 新，请先导入新的平台配置。"),
        "E_REPLAY_DUPLICATE": mark("同一个文件包已经收过。"),
        "E_REPLAY_OLD_REVISION": mark("已经收过修订 {newest}，这是旧的修订 {revision}。"),
        "E_PREVIOUS_MISMATCH": mark("修订 {revision} 没有接在上一修订之后：上一份的摘要不符。"),
        # ------------------------------------------------ receipts
        "E_RECEIPT_SIGNER_NOT_PLATFORM": mark("回执不是由平台的回执证书签名的。"),
        "E_RECEIPT_OTHER_PACKAGE": mark("回执说的不是从这里导出的文件包或修订。"),
        "E_RECEIPT_REPLAY": mark("这份回执已经收过。"),
        "E_RECEIPT_ORDER": mark("回执序号 {found} 不接在已收的 {newest} 之后。"),
        "E_RECEIPT_CHAIN": mark("回执没有接在上一份回执之后：上一份的摘要不符。"),
        "E_RECEIPT_STATE": mark("回执的结果「{result}」与状态「{status}」不相容，或不允许这样变更。"),
        "E_RECEIPT_NO_NUMBER": mark("回执确认了碳中和，却没有证书编号。"),
        "E_RECEIPT_ISSUER": mark("回执的签发方「{found}」不是平台「{expected}」。"),
        "E_RECEIPT_AUDIENCE": mark("回执是给「{found}」的，不是给本单位的。"),
        "E_RECEIPT_EARLIER": mark("回执的签发时间早于它所说的文件包。"),
        "E_RECEIPT_INVALID": mark("这个文件不是平台回执。"),
        "E_TIMESTAMP_FORMAT": mark("可信时间「{name}」不是合规的 RFC 3161 时间戳。"),
        "E_TIMESTAMP_DIGEST": mark("可信时间「{name}」盖的不是这个签名。"),
        "E_TIMESTAMP_SIGNER": mark("可信时间「{name}」不是由平台的时间戳证书签发的。"),
        "E_TIMESTAMP_MISSING": mark("回执里没有{role}签名的可信时间。"),
        # ------------------------------------------------ profiles
        "E_PROFILE_INVALID": mark("这个文件不是平台配置。"),
        "E_PROFILE_SIGNER": mark("平台配置不是由它自己的回执证书签名的。"),
        "E_PROFILE_EXPIRED": mark("平台配置已于 {time} 到期。"),
        "E_PROFILE_NOT_YET_VALID": mark("平台配置要到 {time} 才生效。"),
        "E_PROFILE_ROOTS": mark("平台配置里的根证书不合规（{detail}）。"),
        "E_PROFILE_FINGERPRINT": mark("平台根证书的指纹与输入的不符。"),
        "E_PROFILE_ROLLBACK": mark("平台配置序号 {found} 不比现用的 {expected} 新。"),
        "E_PROFILE_CHAIN": mark("平台配置没有接在现用的配置之后：上一份的摘要不符。"),
        "E_PROFILE_ROOT": mark("新的平台配置不是由现用的根签发的。"),
        "E_PROFILE_PLATFORM": mark("平台配置属于别的平台「{found}」，现用的是「{expected}」。"),
        # ------------------------------------------------ factor packs
        "PACK_ROWS": mark("因子包里的 {count} 行数据写法合规。"),
        "PACK_FITS": mark("因子包接得上本程序自带的因子库 {name}，新增 {count} 行。"),
        "PACK_OTHER_BASE": mark("因子包接在另一个版本的因子库之后，能否采用要在账本里预览。"),
        "E_PACK_INVALID": mark("这个文件不是因子包。"),
        "E_PACK_SIGNER": mark("因子包不是由平台的回执证书签名的。"),
        "E_PACK_ISSUER": mark("因子包的发布方「{found}」不是平台「{expected}」。"),
        "E_PACK_EMPTY": mark("因子包里没有任何数据表。"),
        "E_PACK_TABLE_SIZE": mark("因子包的「{name}」有 {count} 字节，超过 {limit} 字节。"),
        "E_PACK_TABLE": mark("因子包的「{name}」第 {row} 行不合规（{detail}）。"),
        "E_PACK_CONTENT": mark("数据接不上本程序自带的因子库（{detail}）。"),
        # ------------------------------------------------ recomputation
        "E_RECOMPUTE": mark("重新计算与包内数字不符：{detail}。"),
        "E_RECOMPUTE_TABLE": mark("「{name}」第 {row} 行读不出来（{detail}）。"),
    }
)

CODES = tuple(_MESSAGES)
"""All machine codes."""


def message(code: str, **parameters: object) -> str:
    """The one sentence of a machine code, in the language in use, with its places filled in."""
    return _(_MESSAGES[code]).format(**parameters)


def failed(code: str, **parameters: object) -> Check:
    """A check that failed."""
    return Check(code, CheckState.FAILED, message(code, **parameters))


def passed(code: str, **parameters: object) -> Check:
    """A check that passed."""
    return Check(code, CheckState.PASSED, message(code, **parameters))


def warned(code: str, **parameters: object) -> Check:
    """A check whose outcome a person must know, though it does not break the file."""
    return Check(code, CheckState.WARNING, message(code, **parameters))


def not_checked(code: str, **parameters: object) -> Check:
    """A check that could not be made here."""
    return Check(code, CheckState.NOT_CHECKED, message(code, **parameters))
