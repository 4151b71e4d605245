"""Storage for what no address leads to: identity scans, letters, evidence."""

from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Files outside MEDIA. Asking one for its address is a mistake in the code and says so."""

    def url(self, name: str | None) -> str:
        raise ValueError(f"a private file has no URL: {name}")
