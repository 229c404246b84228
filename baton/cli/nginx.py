"""The configuration of the proxy of the cluster profile: one port in front, and two inside that spread requests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from baton.base.settings import Settings

#: Answered by nginx itself.
LIVE = "/front-live"
#: Of Rasa only the widget's channel and the demo page are let in, as in deploy/nginx.
TO_RASA = ("/webhooks/web/", "/shop/")
CLOSED = ("/webhooks/web/live", "/webhooks/web/ready", "/ready", "/health", "/metrics", "/webhooks/rest/")

# One process without helpers: whoever kills it has killed all of it, and the port is free.
_FRAME = """\
daemon off;
master_process off;
pid nginx.pid;
error_log stderr warn;
worker_rlimit_nofile 8192;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    server_tokens off;
    client_max_body_size 128k;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    proxy_http_version 1.1;
    proxy_connect_timeout 2s;
    proxy_read_timeout 1h;
    proxy_buffering off;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
{body}
}}
"""


def write(settings: Settings, copies: int) -> Path:
    """Write the configuration into the var folder.

    Args:
        copies: how many processes there are of each kind, on ports that follow one another.
    Returns:
        The file; beside it nginx keeps what it needs.
    """
    folder = settings.var_dir / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "nginx.conf"
    path.write_text(configuration(settings, copies))
    return path


def configuration(settings: Settings, copies: int) -> str:
    """The text of the configuration."""
    parts = []
    for name, first in (("rasa", settings.rasa_port), ("actions", settings.actions_port), ("desk", settings.desk_port)):
        parts.append(_upstream(name, range(first, first + copies)))
    parts.append(_server(settings.front_port, _front()))
    # Inside: desks reach any Rasa, and each Rasa any action server. These ask for no address of a visitor.
    parts.append(_server(settings.rasa_port + copies, [_passed("/", "rasa")]))
    parts.append(_server(settings.actions_port + copies, [_passed("/", "actions")]))
    return _FRAME.format(body="\n".join(parts))


def _front() -> list[str]:
    closed = [f"location {'' if path.endswith('/') else '= '}{path} {{ return 404; }}" for path in CLOSED]
    live = f"location = {LIVE} {{ return 200; }}"
    return [live, *closed, *(_passed(path, "rasa") for path in TO_RASA), _passed("/", "desk")]


def _upstream(name: str, ports: Sequence[int]) -> str:
    """Processes of a kind. One that refuses a connection is left out for a second; the other one is asked at once."""
    servers = "".join(f"        server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;\n" for port in ports)
    return f"    upstream {name} {{\n{servers}    }}"


def _passed(path: str, upstream: str) -> str:
    return f"location {path} {{ proxy_pass http://{upstream}; }}"


def _server(port: int, locations: Sequence[str]) -> str:
    lines = "".join(f"        {line}\n" for line in locations)
    return f"    server {{\n        listen 127.0.0.1:{port};\n{lines}    }}"
