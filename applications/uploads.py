"""What applicants may send, and scans of the office: photographs, drawn anew, and plain PDFs."""

from django.core.files.base import File

from liaocheng_gk.uploads import PICTURES_AND_PDF, CheckedFile, check_upload

ACCEPTED = "JPG、PNG 照片或者 PDF 文件"


def check_scan(upload: File) -> CheckedFile:
    """Check a scan and return it in the form to keep; it goes to the private storage, so it may wait for the scanner.

    Raises:
        ValidationError: in words for whoever sent it.
    """
    return check_upload(upload, PICTURES_AND_PDF, as_scan=True, may_wait=True)
