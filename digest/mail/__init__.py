"""The digest as a mail: who gets it, how it is composed, and its delivery over SMTP."""

from digest.mail.send import Sender, SendOptions, check_settings, send_digest

__all__ = ["SendOptions", "Sender", "check_settings", "send_digest"]
