"""What the writer and the reader of packages must both know: fixed names, limits, algorithms, and which paths may stand in a bag."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from core.domain.submission import SignerRole

# ---------------------------------------------------------------- names in a bag (package-format.md §3, §7, §8)

BAGIT: Final = "bagit.txt"
BAG_INFO: Final = "bag-info.txt"
MANIFEST: Final = "manifest-sha256.txt"
TAG_MANIFEST: Final = "tagmanifest-sha256.txt"
TAGGED: Final = (BAG_INFO, BAGIT, MANIFEST)
"""What the tag manifest lists, byte-sorted as it lists them."""

BAGIT_BYTES: Final = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

INFO_LABELS: Final = (
    "BagIt-Profile-Identifier",
    "Source-Organization",
    "Bagging-Date",
    "External-Identifier",
    "Bag-Software-Agent",
    "Payload-Oxum",
)
"""The labels of bag-info.txt, each once, in this order."""

PAYLOAD: Final = "data/"
SIGNATURES: Final = "signatures/"
EVIDENCE: Final = "data/evidence/"
DOCUMENTS: Final = "data/documents/"
TABLES: Final = "data/tables/"
ATTACHMENTS: Final = "data/attachments/"
TIMESTAMPS: Final = "data/timestamps/"
FOOTPRINT: Final = "data/result/footprint.json"
PACK_TABLES: Final = ("benchmarks.csv", "blends.csv", "factors.csv", "gwp.csv")
"""What a factor pack may hold under data/tables/: rows to add, never other files."""
CRL: Final = "data/crl.pem"

SUBMISSION: Final = "submission"
RECEIPT: Final = "receipt"
PROFILE: Final = "profile"
PACK: Final = "factor-pack"
KINDS: Final = (SUBMISSION, RECEIPT, PROFILE, PACK)
SPEC_VERSION: Final = "1.0"


def statement_path(kind: str) -> str:
    """Where the statement of a bag of this kind lies."""
    return "data/pack.json" if kind == PACK else f"data/{kind}.json"


def bag_profile(kind: str) -> str:
    """The BagIt-Profile-Identifier of a bag of this kind."""
    return f"urn:tanzhangben:bag:{kind}:{SPEC_VERSION}"


def signature_path(role: SignerRole) -> str:
    """Where the signature of a role lies."""
    return f"{SIGNATURES}{role.value}.p7s"


def timestamp_path(role: SignerRole) -> str:
    """Where a receipt keeps the trusted time over the signature of a role."""
    return f"{TIMESTAMPS}{role.value}.tsr"


# ---------------------------------------------------------------- limits (package-format.md §6)

MAX_ENTRIES: Final = 20_000
MAX_BYTES: Final = 20 * 2**30
MAX_RATIO: Final = 200
RATIO_FREE: Final = 2**20
"""A file that inflates to no more than this is never a bomb, whatever its ratio: an empty form compresses well."""
MAX_TAG_FILE: Final = 64 * 2**20
MAX_SIGNATURE: Final = 64 * 2**10
MAX_STATEMENT: Final = 16 * 2**20
MAX_PACK_TABLE: Final = 8 * 2**20
MAX_PATH_BYTES: Final = 240

# ---------------------------------------------------------------- signatures (package-format.md §4, §8)

ES256: Final = "ES256-CAdES"
RS256: Final = "RS256-3072-CAdES"
ALGORITHMS: Final = (ES256, RS256)
MIN_RSA_BITS: Final = 3072
MAX_CLOCK_AHEAD_S: Final = 600
"""A signing time further ahead of the clock than this is not believed (package-format.md §8)."""

COMMITMENTS: Final = MappingProxyType(
    {
        SignerRole.PREPARER: "1.2.840.113549.1.9.16.6.1",  # proofOfOrigin
        SignerRole.APPROVER: "1.2.840.113549.1.9.16.6.5",  # proofOfApproval
        SignerRole.PLATFORM: "1.2.840.113549.1.9.16.6.2",  # proofOfReceipt
    }
)
"""The commitment type (OID) that each role signs under."""

TITLES: Final = MappingProxyType({SignerRole.PREPARER: "填报人", SignerRole.APPROVER: "审核人", SignerRole.PLATFORM: "平台回执"})
"""The title in the certificate of each role."""

ORGANIZATION_PREFIX: Final = "NTRCN-"
"""Before the credit code in organizationIdentifier (2.5.4.97)."""

REQUIRED_SIGNERS: Final = (SignerRole.PREPARER.value, SignerRole.APPROVER.value)

# ---------------------------------------------------------------- paths (package-format.md §3)

_SIGNS = frozenset("-_.()+,=@#")
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{name}{digit}" for name in ("com", "lpt") for digit in "123456789")})
_DRIVE = re.compile(r"^[A-Za-z]:")


def path_fault(path: str) -> str | None:
    """The code of what is wrong with a path inside a package, or None where it may stand (package-format.md §3).

    Counted inside the bag, without its top folder, with ``/`` between the segments and none at the end of a folder.
    """
    if path.startswith("/") or _DRIVE.match(path):
        return "E_PATH_ABSOLUTE"
    if "\\" in path:
        return "E_PATH_BACKSLASH"
    segments = path.split("/")
    if ".." in segments or "." in segments:
        return "E_PATH_TRAVERSAL"
    if len(path.encode("utf-8", "surrogatepass")) > MAX_PATH_BYTES:
        return "E_PATH_LENGTH"
    if unicodedata.normalize("NFC", path) != path:
        return "E_PATH_NFC"
    return next((fault for segment in segments if (fault := _segment_fault(segment)) is not None), None)


def _segment_fault(segment: str) -> str | None:
    if not segment:
        return "E_PATH_EMPTY"
    if not all(_allowed(sign) for sign in segment):
        return "E_PATH_CHARACTER"
    if segment.endswith("."):
        return "E_PATH_TRAILING_DOT"
    if segment.partition(".")[0].casefold() in _RESERVED:
        return "E_PATH_RESERVED"
    return None


def _allowed(sign: str) -> bool:
    """Letters and decimal digits of any script, the marks that belong to letters, and a few ASCII signs."""
    return sign in _SIGNS or unicodedata.category(sign) in {"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd"}


def folded(path: str) -> str:
    """The path as a file system without case and width sees it; two paths of a package must differ in this form."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())


def collision(paths: Iterable[str]) -> tuple[str, str] | None:
    """Two paths that some file system would take for one, a file against a folder included; None where all differ."""
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for path in paths:
        key = folded(path)
        if (other := seen.get(key)) is not None:
            return other, path
        seen[key] = path
        segments = path.split("/")
        for end in range(1, len(segments)):
            folder = "/".join(segments[:end])
            first = folders.setdefault(folded(folder), folder)
            if first != folder:
                return first, folder
    for key, folder in folders.items():
        if (other := seen.get(key)) is not None:
            return folder, other
    return None


def package_name(code: str, label: str, revision: int, digest: str) -> str:
    """Base name of a package: its zip without the ending, and its top folder."""
    return f"CSP-{code}-{label}-r{revision}-{digest[:8]}"
