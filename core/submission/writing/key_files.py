"""Key files: PKCS#12 that costs an attacker 600 000 rounds for each guess, at whichever of its locks she tries (package-format.md §8)."""

from __future__ import annotations

import hashlib
import hmac
import os
import warnings
from dataclasses import dataclass, field
from pathlib import Path

from asn1crypto import pkcs12 as asn1
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import PrivateFormat, pkcs12

from core.errors import FileError, InputError
from core.i18n import _
from core.submission.writing.certificates import PrivateKey
from core.submission.writing.files import PRIVATE, write_whole

ROUNDS = 600_000
_LARGEST = 1024 * 1024
_BLOCK = 64  # of SHA-256, in bytes
_MAC_KEY = b"\x03"  # diversifier of RFC 7292, appendix B.3


@dataclass(frozen=True, slots=True)
class HeldKey:
    """A private key with its certificate and the certificates between that and the root."""

    private: PrivateKey = field(repr=False)
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()


def write_key_file(path: Path, held: HeldKey, passphrase: str, *, hard: bool, replace: bool = False) -> None:
    """Put a key into a file that only its owner may read.

    Args:
        path: the PKCS#12 file.
        held: what goes into it.
        passphrase: any text; written as UTF-8 for the locks of its contents.
        hard: let the integrity lock cost as much as the others, for twice the time to open; trial keys guard nothing and go without.
        replace: take the place of the file that is there.

    Raises:
        FileError: there is a file already, and it is not to be replaced.
        InputError: the passphrase is empty.
        EnvironmentFault: it cannot be written.
    """
    if not passphrase:
        raise InputError("key.no_passphrase", _("没有输入口令。"), _("请给密钥文件设一个口令。"))
    if not replace and os.path.lexists(path):
        raise FileError("key.exists", _("「{path}」已经存在，没有覆盖。").format(path=path), _("请换一个文件名；旧密钥请妥善保管。"))
    encryption = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(ROUNDS)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode("utf-8"))
    )
    content = pkcs12.serialize_key_and_certificates(None, held.private, held.certificate, held.chain or None, encryption)
    write_whole(path, _with_hard_mac(content, passphrase) if hard else content, PRIVATE)


def read_key_file(path: Path, passphrase: str) -> HeldKey:
    """Open a key file, ours or another program's.

    Raises:
        InputError: the passphrase is wrong.
        FileError: the file is none, or holds no key that can sign packages.
    """
    content = _content(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a file in BER is read all the same, and the person cannot mend it
            opened = pkcs12.load_pkcs12(content, passphrase.encode("utf-8"))
    except ValueError as error:
        raise _unopened(path, content) from error
    except UnsupportedAlgorithm as error:
        raise _no_key_file(path) from error
    private, own = opened.key, opened.cert  # its certificate is the one of this very key
    if own is None or not isinstance(private, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        raise _no_key_file(path)
    chain = (one.certificate for one in opened.additional_certs)
    return HeldKey(private, own.certificate, tuple(one for one in chain if one.issuer != one.subject))


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_LARGEST + 1)
    except OSError as error:
        raise FileError(
            "key.unreadable", _("密钥文件「{path}」无法读取。").format(path=path), _("请检查文件或U盘是否还在、您有没有读取权限。")
        ) from error


def _no_key_file(path: Path) -> FileError:
    return FileError(
        "key.no_key",
        _("「{name}」不是可用的密钥文件。").format(name=path.name),
        _("应为 PKCS#12 文件（.p12 或 .pfx），内有一把 P-256 或 RSA 3072 密钥和它的证书。"),
    )


def _unopened(path: Path, content: bytes) -> FileError | InputError:
    """Tell a wrong passphrase from a file that is no key file at all; a damaged one cannot be told from the former."""
    try:
        inside = asn1.Pfx.load(content, strict=True)["auth_safe"]["content"].native
    except (ValueError, TypeError, KeyError):
        inside = None
    if not isinstance(inside, bytes):
        return _no_key_file(path)
    return InputError(
        "key.passphrase",
        _("口令不对，密钥文件「{name}」没有打开。").format(name=path.name),
        _("密钥和账本都完好，请再输入一次。若口令确实无误，可能是文件损坏，请改用备份的密钥文件。"),
    )


def _with_hard_mac(content: bytes, passphrase: str) -> bytes:
    """The same file, its integrity lock as dear to guess at as the others; `cryptography` always gives that one 2048 rounds."""
    file = asn1.Pfx.load(content, strict=True)
    salt = os.urandom(16)
    safe = file["auth_safe"]["content"].native
    mac = hmac.digest(_mac_key(passphrase, salt), safe, "sha256")
    file["mac_data"] = {
        "mac": {"digest_algorithm": {"algorithm": "sha256"}, "digest": mac},
        "mac_salt": salt,
        "iterations": ROUNDS,
    }
    written: bytes = file.dump(force=True)
    return written


def _mac_key(passphrase: str, salt: bytes) -> bytes:
    """RFC 7292, appendix B.2, for a key no longer than one digest."""
    secret = (passphrase + "\0").encode("utf-16-be")
    block = _MAC_KEY * _BLOCK + _filled(salt) + _filled(secret)
    for _round in range(ROUNDS):
        block = hashlib.sha256(block).digest()
    return block


def _filled(text: bytes) -> bytes:
    length = -(-len(text) // _BLOCK) * _BLOCK
    return (text * length)[:length]
