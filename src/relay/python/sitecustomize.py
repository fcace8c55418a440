"""Loaded by every Python process of the command (PYTHONPATH): sends connections meant for the database's host and port
to the relay, also those whose configuration is hard-coded. Only the drivers' public functions are wrapped, and only
when the program itself imports a driver. The relay verifies the server; where it was not told to, a program that asks
for it is refused."""
import importlib.machinery
import importlib.util
import os
import sys

_here = os.path.dirname(os.path.abspath(__file__))
_relay = os.environ.get("PGMEND_RELAY_HOST"), os.environ.get("PGMEND_RELAY_PORT")
_target = os.environ.get("PGMEND_TARGET_HOST"), os.environ.get("PGMEND_TARGET_PORT")
_verifies = os.environ.get("PGMEND_TARGET_VERIFIES") == "1"
_not_verified = (
    "pgmend: this program asks for a verified certificate, and pgmend was not told to verify the server. "
    'Name the database with --url "postgres://...?sslmode=verify-full&sslrootcert=FILE".'
)
_loopback = {"localhost", "127.0.0.1", "::1", ""}
# They ask for a channel that ends at the server.
_of_the_server = ("hostaddr", "sslrootcert", "sslnegotiation", "sslcert", "sslkey", "sslcrl")


def _leads_to_target(host, port):
    host = str(host or "localhost").lower()
    same = host == _target[0].lower() or {host, _target[0].lower()} <= _loopback
    return same and str(port or "5432") == _target[1]


def _redirected(words, error):
    """libpq's words of a connection, exchanged where they lead to the target; None where they do not."""
    host = words.get("hostaddr") or words.get("host")
    if host is None or not _leads_to_target(host, words.get("port")):
        return None
    if not _verifies and str(words.get("sslmode", "")).startswith("verify"):
        raise error(_not_verified)
    kept = {name: value for name, value in words.items() if name not in _of_the_server}
    return dict(kept, host=_relay[0], port=_relay[1], sslmode="disable", channel_binding="disable")


def _wrap_psycopg2(module):
    connect = module._connect

    def connect_to_relay(dsn, *args, **kwargs):
        words = _redirected(module.extensions.parse_dsn(dsn), module.OperationalError)
        if words is not None:
            dsn = module.extensions.make_dsn(**words)
        return connect(dsn, *args, **kwargs)

    module._connect = connect_to_relay


def _wrap_psycopg(module):
    def wrapped(kind):
        connect = kind.connect.__func__

        def connect_to_relay(cls, conninfo="", **kwargs):
            own = ("autocommit", "prepare_threshold", "context", "row_factory", "cursor_factory")
            given = {name: kwargs.pop(name) for name in own if name in kwargs}
            words = module.conninfo.conninfo_to_dict(conninfo, **kwargs)
            kwargs = _redirected(words, module.OperationalError) or words
            return connect(cls, "", **kwargs, **given)

        kind.connect = classmethod(connect_to_relay)

    wrapped(module.Connection)
    wrapped(module.AsyncConnection)
    module.connect = module.Connection.connect


def _wrap_asyncpg(module):
    from urllib.parse import unquote, urlsplit

    def given(dsn, kwargs):
        url = urlsplit(dsn) if dsn else None
        host = kwargs.get("host") or (unquote(url.hostname or "") if url else None)
        port = kwargs.get("port") or (url.port if url else None)
        return host, port

    def asks_to_verify(dsn, ssl):
        if ssl is None:
            return "=verify-" in (dsn or "")
        if isinstance(ssl, str):
            return ssl.startswith("verify")
        return ssl is True or getattr(ssl, "verify_mode", 0) != 0

    def wrapped(connect):
        def connect_to_relay(dsn=None, *args, **kwargs):
            host, port = given(dsn, kwargs)
            if isinstance(host, str) and host and _leads_to_target(host, port):
                if not _verifies and asks_to_verify(dsn, kwargs.get("ssl")):
                    raise ConnectionError(_not_verified)
                kwargs.update(host=_relay[0], port=int(_relay[1]), ssl=False)
            return connect(dsn, *args, **kwargs)

        return connect_to_relay

    module.connect = wrapped(module.connect)
    module.create_pool = wrapped(module.create_pool)


_wraps = {"psycopg2": _wrap_psycopg2, "psycopg": _wrap_psycopg, "asyncpg": _wrap_asyncpg}


class _Loader:
    def __init__(self, loader, wrap):
        self._loader = loader
        self._wrap = wrap

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        self._wrap(module)


class _Finder:
    def find_spec(self, name, path=None, target=None):
        wrap = _wraps.get(name)
        if wrap is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, wrap)
        return spec


if all(_relay) and all(_target):
    sys.meta_path.insert(0, _Finder())


def _load_the_next():
    """The sitecustomize that this one stands before."""
    others = [entry for entry in sys.path if os.path.abspath(entry or ".") != _here]
    spec = importlib.machinery.PathFinder.find_spec("sitecustomize", others)
    if spec is not None and spec.loader is not None:
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


_load_the_next()
