"""An S3-compatible store on loopback, in a thread of the tests' process."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "gk-files"
KEYS = {"access_key": "office", "secret_key": "a-secret-of-the-store-only"}


class Store:
    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.client = boto3.client(
            "s3", endpoint_url=self.url, region_name="us-east-1",
            aws_access_key_id=KEYS["access_key"], aws_secret_access_key=KEYS["secret_key"],
        )  # fmt: skip
        self.client.create_bucket(Bucket=BUCKET)

    def objects(self, prefix: str = "") -> dict[str, bytes]:
        """What the owner of the store sees."""
        rows = self.client.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", ())
        return {
            row["Key"]: self.client.get_object(Bucket=BUCKET, Key=row["Key"])["Body"].read() for row in rows
        }

    def settings(self, prefix: str) -> dict[str, str]:
        """The environment of a server whose files lie here."""
        return {
            "GK_S3_ENDPOINT": self.url,
            "GK_S3_BUCKET": BUCKET,
            "GK_S3_ACCESS_KEY": KEYS["access_key"],
            "GK_S3_SECRET_KEY": KEYS["secret_key"],
            "GK_S3_PREFIX": prefix,
        }


@contextmanager
def bucket_store() -> Iterator[Store]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        yield Store(server.get_host_and_port()[1])
    finally:
        server.stop()
