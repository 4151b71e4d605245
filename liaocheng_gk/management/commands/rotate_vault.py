"""`manage.py rotate_vault [--check] [--lookup]`: after a new key was put first in the key file."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from liaocheng_gk.rotation import keys_in_use, renew_lookups, rotate_files, rotate_texts
from liaocheng_gk.vault import VaultError


class Command(BaseCommand):
    help = "用现用密钥重新加密以前的内容；可以随时中断，再次运行接着做"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只报告各密钥还有多少内容，不改动")
        parser.add_argument("--lookup", action="store_true", help="换了 lookup 密钥之后：重建查找列")

    def handle(self, *args: Any, check: bool, lookup: bool, **options: Any) -> None:
        try:
            if not check:
                texts, files = rotate_texts(), rotate_files()
                self.stdout.write(f"已重新加密文字 {texts} 项，文件 {files} 个。")
            if lookup and not check:
                self.stdout.write(f"已重建查找列 {renew_lookups()} 项。")
        except VaultError as error:
            raise CommandError(f"有内容打不开，已停下，此前完成的不受影响：{error}") from error
        used = keys_in_use()
        for key_id in {*settings.GK_VAULT_KEYS.keys, *used}:
            state = "现用" if key_id == settings.GK_VAULT_KEYS.current else ""
            self.stdout.write(f"{key_id}: {used[key_id]} 项{state}")
