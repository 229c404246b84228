"""The chart, the compose file and the image: valid, closed by default, with settings and commands that there are."""

from __future__ import annotations

import importlib.util
import json
import re
import secrets
import shutil
import subprocess
from functools import cache
from pathlib import Path

import jsonschema
import pytest
import yaml

from baton.base.settings import ROOT, SECRET_NAMES, Settings, read, variable
from baton.channels.web.channel import WebChannel
from baton.cli.main import baton
from baton.cli.services import NAMES, PORTS
from tests.support.helm import render

DEPLOY = ROOT / "deploy"
CHART = DEPLOY / "helm" / "baton"
MANIFESTS = render(CHART)
COMPOSE = yaml.safe_load((DEPLOY / "docker" / "compose.yml").read_text())
STORES = ("desk_db", "tracker_db", "orders_db")


def of(kind):
    return [each for each in MANIFESTS if each["kind"] == kind]


def component(manifest):
    return manifest["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/component"]


def environment(given):
    """What a process gets, with the secrets of its Secret."""
    made = {variable(name): secrets.token_hex(32) for name in (*SECRET_NAMES, "metrics_token")}
    stores = {variable(name): "postgresql://db.internal/baton" for name in STORES}
    return {**made, **stores, "BATON_REDIS_URL": "redis://redis.internal/0", **given}


@cache
def schemas():
    """The folder of Kubernetes' strict JSON schemas, the newest version."""
    spec = importlib.util.find_spec("kubernetes_validate")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("kubernetes-validate is not installed")
    folders = Path(spec.submodule_search_locations[0], "kubernetes-json-schema").glob("v*-strict")
    return max(folders, key=lambda folder: [int(part) for part in re.findall(r"\d+", folder.name)])


@cache
def definitions():
    """What the schemas refer to, by its address: nothing is fetched."""
    return {"https://kubernetes.io/api/_definitions.json": json.loads((schemas() / "_definitions.json").read_text())}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda m: f"{m['kind']}-{m['metadata']['name']}")
def test_kubernetes_accepts_the_manifest(manifest):
    folder = schemas()
    version = manifest["apiVersion"].replace(".k8s.io", "").replace("/", "-")
    schema = json.loads((folder / f"{manifest['kind'].lower()}-{version}.json").read_text())
    resolver = jsonschema.RefResolver(f"{folder.as_uri()}/", schema, store=definitions())
    problems = [
        f"{list(e.path)}: {e.message}" for e in jsonschema.Draft7Validator(schema, resolver).iter_errors(manifest)
    ]
    assert problems == []


@pytest.mark.skipif(shutil.which("helm") is None, reason="helm is not here")
def test_helm_accepts_the_chart_and_renders_what_the_tests_render():
    assert subprocess.run(["helm", "lint", "--strict", CHART]).returncode == 0
    made = subprocess.run(["helm", "template", "shop", CHART], capture_output=True, text=True, check=True)
    rendered = [each for each in yaml.safe_load_all(made.stdout) if each]
    assert sorted(map(json.dumps, rendered)) == sorted(map(json.dumps, MANIFESTS))


def test_each_process_has_its_own_deployment_probes_budget_and_scaling():
    deployments = {component(each): each for each in of("Deployment")}
    assert set(deployments) == set(NAMES)
    for name, deployment in deployments.items():
        (container,) = deployment["spec"]["template"]["spec"]["containers"]
        assert container["args"] == ["run", "--only", name]
        assert container["ports"][0]["containerPort"] == Settings.__fields__[PORTS[name]].default
        paths = {probe: container[probe]["httpGet"]["path"] for probe in ("livenessProbe", "readinessProbe")}
        assert paths["readinessProbe"].endswith("/ready") and not paths["livenessProbe"].endswith("/ready")
        assert deployment["spec"]["replicas"] >= 2
        assert container["securityContext"]["readOnlyRootFilesystem"]
    assert len(of("PodDisruptionBudget")) == len(of("HorizontalPodAutoscaler")) == len(NAMES)
    for each in of("HorizontalPodAutoscaler"):
        assert each["spec"]["minReplicas"] < each["spec"]["maxReplicas"]


def test_the_network_is_closed_but_for_what_is_named():
    policies = {each["metadata"]["name"].removeprefix("shop-"): each["spec"] for each in of("NetworkPolicy")}
    assert policies["deny"]["policyTypes"] == ["Ingress", "Egress"]
    assert "ingress" not in policies["deny"] and "egress" not in policies["deny"]
    into_actions = [
        peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"]
        for peer in policies["actions"]["ingress"][0]["from"]
        if "podSelector" in peer
    ]
    assert into_actions == ["rasa"]


def test_of_rasa_the_ingress_lets_in_the_widgets_routes_only():
    (chat,) = [each for each in of("Ingress") if each["metadata"]["name"] == "shop-chat"]
    paths = chat["spec"]["rules"][0]["http"]["paths"]
    assert {path["pathType"] for path in paths} == {"Exact"}
    let_in = {path["path"].removeprefix("/webhooks/web") for path in paths}
    routes = set(
        re.findall(r'\("(?:GET|POST)", "(/[\w.-]+)", self', Path(ROOT, "baton/channels/web/channel.py").read_text())
    )
    assert WebChannel.name() == "web" and let_in == routes - {"/live", "/ready"}


def test_the_settings_of_the_chart_are_accepted(tmp_path):
    (settings,) = of("ConfigMap")
    assert read(environment({**settings["data"], "BATON_VAR_DIR": str(tmp_path)})).production
    (job,) = of("Job")
    (container,) = job["spec"]["template"]["spec"]["containers"]
    given = {each["name"]: each["value"] for each in container["env"]}
    assert read(environment({**given, "BATON_VAR_DIR": str(tmp_path)})).production
    assert container["args"] == ["migrate"] and job["metadata"]["annotations"]["helm.sh/hook"]


def test_the_compose_file_runs_commands_that_there_are_and_settings_that_are_accepted(tmp_path):
    services = COMPOSE["services"]
    for name in NAMES:
        service = services[name]
        assert service["command"] == ["run", "--only", name]
        assert service["healthcheck"]["test"][-2:] == ["ready", name]
        assert service["read_only"] and service["cap_drop"] == ["ALL"]
        given = {**service["environment"], "BATON_ENV": "production", "BATON_VAR_DIR": str(tmp_path)}
        given = {key: re.sub(r"\$\{[^}]*\}", "x", value) for key, value in given.items()}
        assert read(environment({"BATON_ALLOWED_ORIGINS": "https://shop.example", **given})).production
    assert {"run", "ready", "migrate"} <= set(baton.commands)
    published = [port for service in services.values() for port in service.get("ports", ())]
    assert published and all(port.startswith("127.0.0.1:") for port in published)
    assert COMPOSE["networks"]["inside"] == {"internal": True} and services["actions"]["networks"] == ["inside"]


def test_the_image_runs_as_nobody_special_and_knows_its_ports():
    text = (DEPLOY / "docker" / "Dockerfile").read_text()
    assert re.search(r"^USER \d+$", text, re.M)
    exposed = set(map(int, re.search(r"^EXPOSE (.*)$", text, re.M)[1].split()))
    assert exposed == {Settings.__fields__[name].default for name in PORTS.values()}
    for source in re.findall(r"^COPY ([^-\n][^\n]*) \S+$", text, re.M):
        assert all((ROOT / each).exists() for each in source.split())
