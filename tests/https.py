"""A real https server for named.example on this machine."""

import datetime
import http.server
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "named.example"


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *who: object) -> None:
        """A caller that hung up is what is tested."""


@contextmanager
def https_server(
    handler: type[http.server.BaseHTTPRequestHandler], folder: Path
) -> Iterator[tuple[str, ssl.SSLContext]]:
    """Its host and port, and whom to trust for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), False)
        .sign(key, hashes.SHA256())
    )
    pem = certificate.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "site.pem").write_bytes(secret + pem)
    server = Quiet(("127.0.0.1", 0), handler)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "site.pem")
    server.socket = serving.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"{NAME}:{server.server_port}", ssl.create_default_context(cadata=pem.decode())
    server.shutdown()


def here(host: str, port: int) -> list[str]:
    """Where its name leads in tests."""
    return ["127.0.0.1"]
