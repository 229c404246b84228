"""Encrypts what must be read again: the keys of authenticator apps (AES-256-GCM, bound to their account)."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class CannotDecrypt(Exception):
    """It was encrypted with a secret that is not known any more, for another account, or was changed."""


class SecretBox:
    """Encrypts with the first secret, and decrypts with any.

    Args:
        given: the secrets, at least one.
        purpose: keys of different purposes have nothing to do with each other.
    """

    def __init__(self, given: Sequence[str], purpose: str) -> None:
        self._keys = [AESGCM(_key(secret, purpose)) for secret in given]

    def encrypt(self, text: str, owner: str) -> str:
        """Only for this owner can it be decrypted again."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return base64.b64encode(nonce + self._keys[0].encrypt(nonce, text.encode(), owner.encode())).decode()

    def decrypt(self, encrypted: str, owner: str) -> str:
        """
        Raises:
            CannotDecrypt: none of the secrets fits.
        """
        try:
            raw = base64.b64decode(encrypted, validate=True)
        except ValueError as error:
            raise CannotDecrypt from error
        for key in self._keys:
            try:
                return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode()).decode()
            except (InvalidTag, ValueError):
                continue  # of another secret, perhaps
        raise CannotDecrypt


def _key(secret: str, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret.encode())
