"""From a join string to a folder with key and certificate."""

import json
import os
import secrets
import select
import socket
import ssl
import tempfile
import threading

import grpc
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID

import wire
from consilium.v1 import join_pb2, join_pb2_grpc

STRANGER = ["consilium-stranger/1", "h2"]
KEYS = {
    "rsa-3072": lambda: rsa.generate_private_key(65537, 3072),
    "rsa-2048": lambda: rsa.generate_private_key(65537, 2048),
    "ec-p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "ec-p384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "ed25519": ed25519.Ed25519PrivateKey.generate,
}


def host_and_port(address):
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


def dial(address, context):
    host, port = host_and_port(address)
    return context.wrap_socket(socket.create_connection((host, port), timeout=30), server_hostname=host)


def stranger_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.set_alpn_protocols(STRANGER)
    return context


def authority_of(invitation):
    """The authority off a handshake in which nothing is said or shown, known by its fingerprint."""
    context = stranger_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with dial(invitation["address"], context) as shown:
        # Public from Python 3.13 on.
        chain = shown.get_unverified_chain() if hasattr(shown, "get_unverified_chain") else shown._sslobj.get_unverified_chain()
    for certificate in chain:
        der = certificate if isinstance(certificate, bytes) else certificate.public_bytes(ssl._ssl.ENCODING_DER)
        if wire.sha256_hex(der) == invitation["authority"]:
            return ssl.DER_cert_to_PEM_cert(der)
    raise ValueError("the server shows another authority than the join string names")


def require_coordinator(der, consortium):
    names = x509.load_der_x509_certificate(der).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    if names.get_values_for_type(x509.UniformResourceIdentifier) != [f"consilium://{consortium}/coordinator"]:
        raise ValueError("the server is not the coordinator")


class Tunnel:
    """gRPC's own TLS offers h2 alone: it speaks to a local socket, and what it says travels over a TLS connection made here."""

    def __init__(self, connection):
        self.folder = tempfile.mkdtemp(prefix="consilium-join-")
        self.path = os.path.join(self.folder, "s")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(1)
        threading.Thread(target=self.pump, args=(connection,), daemon=True).start()

    def pump(self, far):
        near, _ = self.listener.accept()
        with near, far:
            while True:
                ready = [far] if far.pending() else select.select([near, far], [], [])[0]
                for source, target in ((near, far), (far, near)):
                    if source in ready:
                        data = source.recv(65536)
                        if not data:
                            return
                        target.sendall(data)

    def close(self):
        self.listener.close()
        os.unlink(self.path)
        os.rmdir(self.folder)


def request(key, site):
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, site)])
    algorithm = None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, algorithm).public_bytes(serialization.Encoding.PEM).decode()


def certified(invitation, authority, key):
    """Calls Join; raises what the coordinator answers."""
    context = stranger_context()
    context.load_verify_locations(cadata=authority)
    connection = dial(invitation["address"], context)
    require_coordinator(connection.getpeercert(binary_form=True), invitation["consortium"])
    tunnel = Tunnel(connection)
    try:
        with grpc.insecure_channel(f"unix:{tunnel.path}", options=[("grpc.default_authority", invitation["address"])]) as channel:
            stub = join_pb2_grpc.JoinServiceStub(channel)
            asked = join_pb2.JoinRequest(site=invitation["site"], token=invitation["token"], request_pem=request(key, invitation["site"]))
            return stub.Join(asked, timeout=60).certificate_pem
    finally:
        tunnel.close()


def private(path, content):
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def join(word, folder, kind):
    invitation = wire.read_join_string(word)
    authority = authority_of(invitation)
    key = KEYS[kind]()
    certificate = certified(invitation, authority, key)
    read = x509.load_pem_x509_certificate(certificate.encode())
    read.verify_directly_issued_by(x509.load_pem_x509_certificate(authority.encode()))
    if read.public_key() != key.public_key():
        raise ValueError("the certificate is for another key")
    os.makedirs(folder, mode=0o700)
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    private(os.path.join(folder, "key.pem"), key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    private(os.path.join(folder, "certificate.pem"), certificate.encode())
    private(os.path.join(folder, "authority.pem"), authority.encode())
    private(os.path.join(folder, "secret"), secrets.token_bytes(32))
    where = {name: invitation[name] for name in ("consortium", "site", "address")}
    private(os.path.join(folder, "connection.json"), json.dumps(where).encode())
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {**where, "key": wire.sha256_hex(spki)}
